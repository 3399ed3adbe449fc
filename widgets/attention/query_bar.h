// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The query in one line: which token, what its row predicts, at which step; below it what row or column is shown.
#include <QWidget>

#include "widgets/attention/attention_focus.h"

class QButtonGroup;
class QCheckBox;
class QDoubleSpinBox;
class QLabel;

namespace gatoscope {

class QueryBar : public QWidget {
    Q_OBJECT
public:
    explicit QueryBar(AttentionFocus* focus, QWidget* parent = nullptr);
    QString explanation() const;

private:
    class Line;
    void refresh();

    AttentionFocus* focus_;
    Line* line_;
    QButtonGroup* lines_;
    QLabel* explanation_;
    QCheckBox* hideFirst_;
    QLabel* discardLabel_;
    QDoubleSpinBox* discard_;
};

} // namespace gatoscope
