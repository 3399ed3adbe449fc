// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The logit lens of one predicted token: after each block, the model's own best legal id and what it gives the truth.
#include <optional>

#include <QStringList>
#include <QWidget>

#include "core/trace/trace.h"

namespace gatoscope {

/// Column of a lens with `count` entries under x of a strip that is `width` wide; -1 outside. Pure.
int lensColumnAt(double x, double width, int count);

class LensStrip : public QWidget {
    Q_OBJECT
public:
    explicit LensStrip(QWidget* parent = nullptr);
    /// `names`: the best id of each entry as a person reads it; entry 0 is before the first block.
    void setLens(std::optional<LensRow> lens, QStringList names, const QString& truth);
    QSize sizeHint() const override { return {240, 92}; }
    QSize minimumSizeHint() const override { return {160, 92}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    std::optional<LensRow> lens_;
    QStringList names_;
    QString truth_;
};

} // namespace gatoscope
