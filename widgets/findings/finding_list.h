// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The dock Findings: everything noticed about the data, map and tokens; activating a row moves the Cursor there.
#include <vector>

#include <QStyledItemDelegate>
#include <QWidget>

#include "core/base/finding.h"
#include "widgets/common/episode_view.h"

class QLabel;
class QLineEdit;
class QTableView;
class QToolButton;

namespace gatoscope {

class Cursor;
class FindingModel;

class FindingDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

class FindingList : public QWidget {
    Q_OBJECT
public:
    explicit FindingList(Cursor* cursor, QWidget* parent = nullptr);

    /// The view gives the tokens, so that a finding about a channel also selects its token.
    void setEpisode(const EpisodeView& view);
    /// The report of the reader, the checks and the tokens' findings, together.
    void setFindings(std::vector<Finding> findings);
    FindingModel* model() const { return m_model; }

public Q_SLOTS:
    void copySelected();

Q_SIGNALS:
    void countsChanged(int errors, int warnings, int infos);

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    QToolButton* severityButton(const QString& name, const QString& icon);
    void refilter();
    void showCounts();
    void jump(const QModelIndex& index);
    qint64 tokenOf(const Finding& finding) const;

    Cursor* m_cursor;
    EpisodeView m_view;
    FindingModel* m_model;
    QTableView* m_table;
    QLineEdit* m_filter;
    QToolButton *m_errors, *m_warnings, *m_infos, *m_onlyEpisode;
    QLabel* m_empty;
    Finding m_pending; // jumped to in an episode that is still loading
    bool m_waiting = false;
};

} // namespace gatoscope
