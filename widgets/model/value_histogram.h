// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Draws the values of one parameter: counts over their range, with mean, deviation and what is not finite.
#include <optional>

#include <QString>
#include <QWidget>

#include "core/trace/policy.h"

namespace gatoscope {

class ValueHistogram : public QWidget {
    Q_OBJECT
public:
    explicit ValueHistogram(QWidget* parent = nullptr);
    /// What stands there while nothing is drawn.
    void setMessage(const QString& text);
    void setHistogram(const QString& title, const ParameterHistogram& histogram);
    const std::optional<ParameterHistogram>& histogram() const { return m_histogram; }
    QSize sizeHint() const override { return {300, 180}; }
    QSize minimumSizeHint() const override { return {160, 110}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_title, m_message;
    std::optional<ParameterHistogram> m_histogram;
};

} // namespace gatoscope
