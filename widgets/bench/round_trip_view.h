// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// dockRoundTrip and dockWarnings: the table of errors, and what the bench noticed.
#include <QWidget>

class QComboBox;
class QLabel;
class QListWidget;
class QSortFilterProxyModel;
class QTableView;

namespace gatoscope {

class Bench;

class RoundTripView : public QWidget {
    Q_OBJECT
public:
    explicit RoundTripView(Bench* bench, QWidget* parent = nullptr);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void showFooter();
    bool tight() const;
    void follow(int dimension);

    Bench* m_bench;
    QSortFilterProxyModel* m_sorted;
    QTableView* m_table;
    QLabel *m_counts, *m_hint;
};

class WarningsView : public QWidget {
    Q_OBJECT
public:
    explicit WarningsView(Bench* bench, QWidget* parent = nullptr);
    int count() const;

Q_SIGNALS:
    void countChanged(int count);

private:
    void fill();

    Bench* m_bench;
    QComboBox* m_severity;
    QListWidget* m_list;
    QLabel* m_empty;
};

} // namespace gatoscope
