// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// "Try a value": a typed number beside a few fixed ones, with bin, id and decoded value under the draft.
#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QTableWidget;

namespace gatoscope {

class Bench;

class TryTable : public QWidget {
    Q_OBJECT
public:
    explicit TryTable(Bench* bench, QWidget* parent = nullptr);

private:
    void fill();
    void setRow(int row, double x, bool current);
    void takeTyped();

    Bench* m_bench;
    QLineEdit* m_value;
    QComboBox* m_as;
    QTableWidget* m_table;
    QLabel* m_note;
};

} // namespace gatoscope
