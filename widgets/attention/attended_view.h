// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The dock of the attended tokens: the query, the tokens with the largest shares, mass by modality, the self-check, the
// logit lens.
#include <QWidget>

#include "widgets/attention/attended_model.h"
#include "widgets/attention/attention_focus.h"

class QComboBox;
class QLabel;
class QStackedLayout;
class QTableView;

namespace gatoscope {

class AttendedDelegate;
class FactList;
class LensStrip;
class ModalityBar;
class QueryBar;

class AttendedView : public QWidget {
    Q_OBJECT
public:
    explicit AttendedView(AttentionFocus* focus, QWidget* parent = nullptr);

    /// For the dock's title: what the shares are (measureCombo).
    QWidget* titleWidget();
    AttendedModel* model() const { return model_; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeContent();
    void connectTable();
    void refresh();
    void showChecks();
    void showLens();
    void showHover();
    void showEmpty();

    AttentionFocus* focus_;
    QStackedLayout* stack_;
    QLabel* empty_;
    QueryBar* query_;
    QTableView* table_;
    AttendedModel* model_;
    AttendedDelegate* delegate_;
    QLabel *count_, *cumulative_, *massTitle_, *lensTitle_;
    ModalityBar* mass_;
    FactList* checks_;
    LensStrip* lens_;
    QComboBox* measure_ = nullptr;
    double worstOutput_ = 0, worstSum_ = 0, worstFuture_ = 0; // since the trace arrived
    bool hovering_ = false;
};

} // namespace gatoscope
