// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A number with a name, a spin box for the exact value and a slider on a logarithmic scale.
#include <QWidget>

class QDoubleSpinBox;
class QLabel;
class QSlider;

namespace gatoscope {

class LogSlider : public QWidget {
    Q_OBJECT
public:
    /// `decimals` 0: whole numbers; `powersOfTwo`: the slider stops at them, the spin box takes any.
    LogSlider(const QString& name, double low, double high, int decimals, bool powersOfTwo, QWidget* parent = nullptr);

    double value() const;
    void setValue(double value); // without a signal

Q_SIGNALS:
    void valueChanged(double value);

private:
    double fromSlider(int position) const;
    int toSlider(double value) const;

    double m_low, m_high;
    bool m_powersOfTwo;
    QSlider* m_slider;
    QDoubleSpinBox* m_spin;
};

} // namespace gatoscope
