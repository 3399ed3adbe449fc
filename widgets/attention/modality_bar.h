// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The mass of a row by modality: one bar in six colours, and the same as numbers.
#include <array>

#include <QWidget>

#include "widgets/common/colors.h"

namespace gatoscope {

/// "text", "image", …: the six groups a reader tells apart.
QString tintName(Tint tint);

class ModalityBar : public QWidget {
    Q_OBJECT
public:
    explicit ModalityBar(QWidget* parent = nullptr);
    /// Shares of a row; need not sum to 1 (a column).
    void setMass(const std::array<double, kTintCount>& mass);
    QSize sizeHint() const override { return {240, 62}; }
    QSize minimumSizeHint() const override { return {160, 62}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::array<double, kTintCount> mass_{};
};

} // namespace gatoscope
