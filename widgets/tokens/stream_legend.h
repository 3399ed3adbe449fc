// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The six modalities with their colours, in one line.
#include <QWidget>

namespace gatoscope {

class StreamLegend : public QWidget {
    Q_OBJECT
public:
    explicit StreamLegend(QWidget* parent = nullptr);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {0, 20}; }

protected:
    void paintEvent(QPaintEvent* event) override;
};

} // namespace gatoscope
