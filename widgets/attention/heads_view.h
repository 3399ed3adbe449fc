// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The dock of the heads: the matrix by a chosen statistic, facts of the chosen head, heads that look alike.
#include <QWidget>

#include "widgets/attention/attention_facts.h"
#include "widgets/attention/attention_focus.h"
#include "widgets/common/background_work.h"

class QComboBox;
class QLabel;
class QStackedLayout;

namespace gatoscope {

struct Fact;
class FactList;
class HeadMatrix;

class HeadsView : public QWidget {
    Q_OBJECT
public:
    explicit HeadsView(AttentionFocus* focus, QWidget* parent = nullptr);

    /// For the dock's title: "8 layers × 24 heads".
    QWidget* titleWidget();
    HeadMatrix* matrix() const { return matrix_; }
    HeadStatistic statistic() const;

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeContent();
    void takeTrace();
    void fillStatistics();
    void refreshRows(); // every head's row of the query
    void refresh();     // what follows from them and from the chosen head
    void showMatrix();
    void showFacts();
    void showSimilar();
    bool wholeWindow() const;
    Fact effectFact() const;

    AttentionFocus* focus_;
    QStackedLayout* stack_;
    QLabel* empty_;
    QLabel* shape_ = nullptr;
    QComboBox *statistic_, *scope_, *fusion_;
    HeadMatrix* matrix_;
    QLabel *title_, *similarTitle_;
    FactList *factList_, *similar_;
    Grid rows_;                      // [layers * heads, tokens] of the row looked at
    std::vector<RowFacts> rowFacts_; // of each of them
    qint64 rowsOf_ = -1;
    std::weak_ptr<const Trace> rowsTrace_;
    std::shared_ptr<const HeadStatistics> whole_;
    std::weak_ptr<const Trace> wholeTrace_;
    std::vector<SimilarHead> alike_;
    BackgroundWork work_;
};

/// The sentence of an attention view that has nothing to show.
QString emptyAttentionText(const AttentionFocus& focus);

} // namespace gatoscope
