// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bench/log_slider.h"

#include "widgets/common/fonts.h"
#include "widgets/common/number_format.h"

#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>

#include <algorithm>
#include <cmath>

namespace gatoscope {

namespace {
constexpr int kSteps = 1000;

/// Shows no more digits than the number has.
class PlainSpin : public QDoubleSpinBox {
public:
    QString textFromValue(double value) const override { return formatNumber(value, 7); }
    double valueFromText(const QString& text) const override { return plainText(text).toDouble(); }
};

} // namespace

LogSlider::LogSlider(const QString& name, double low, double high, int decimals, bool powersOfTwo, QWidget* parent)
    : QWidget(parent), m_low(low), m_high(high), m_powersOfTwo(powersOfTwo), m_slider(new QSlider(Qt::Horizontal)),
      m_spin(new PlainSpin) {
    auto* layout = new QGridLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setVerticalSpacing(2);
    auto* title = new QLabel(name);
    title->setFont(bodyFont(kBodyPx, QFont::DemiBold));
    m_spin->setDecimals(decimals);
    m_spin->setRange(decimals == 0 ? 2 : 0.001, decimals == 0 ? 65536 : 1e6);
    m_spin->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_spin->setAlignment(Qt::AlignRight);
    m_spin->setFont(monoFont());
    m_spin->setKeyboardTracking(false);
    m_spin->setFixedWidth(78);
    m_spin->setAccessibleName(name);
    m_spin->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    m_slider->setAccessibleName(name);
    const int stops = powersOfTwo ? static_cast<int>(std::round(std::log2(high / low))) : kSteps;
    m_slider->setRange(0, stops);
    m_slider->setPageStep(powersOfTwo ? 1 : kSteps / 20);
    m_slider->setSingleStep(powersOfTwo ? 1 : kSteps / 200);
    const auto small = [](const QString& text, Qt::Alignment alignment) {
        auto* label = new QLabel(text);
        label->setFont(monoFont(kTinyPx));
        label->setForegroundRole(QPalette::PlaceholderText);
        label->setAlignment(alignment);
        return label;
    };
    layout->addWidget(title, 0, 0, 1, 2);
    layout->addWidget(m_spin, 0, 2, Qt::AlignRight);
    layout->addWidget(m_slider, 1, 0, 1, 3);
    layout->addWidget(small(formatCount(static_cast<qint64>(low)), Qt::AlignLeft), 2, 0);
    layout->addWidget(small(powersOfTwo ? tr("powers of two") : tr("log scale"), Qt::AlignHCenter), 2, 1);
    layout->addWidget(small(formatCount(static_cast<qint64>(high)), Qt::AlignRight), 2, 2);
    layout->setColumnStretch(1, 1);
    connect(m_slider, &QSlider::valueChanged, this, [this](int position) {
        const QSignalBlocker quiet(m_spin);
        m_spin->setValue(fromSlider(position));
        Q_EMIT valueChanged(m_spin->value());
    });
    connect(m_spin, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        const QSignalBlocker quiet(m_slider);
        m_slider->setValue(toSlider(value));
        Q_EMIT valueChanged(value);
    });
}

double LogSlider::fromSlider(int position) const {
    if (m_powersOfTwo)
        return m_low * std::pow(2, position);
    const double exact = m_low * std::pow(m_high / m_low, static_cast<double>(position) / kSteps);
    const double digit = std::pow(10, std::floor(std::log10(exact)) - 2); // three significant digits
    return std::round(exact / digit) * digit;
}

int LogSlider::toSlider(double value) const {
    const double clamped = std::clamp(value, m_low, m_high);
    if (m_powersOfTwo)
        return static_cast<int>(std::round(std::log2(clamped / m_low)));
    return static_cast<int>(std::round(std::log(clamped / m_low) / std::log(m_high / m_low) * kSteps));
}

double LogSlider::value() const { return m_spin->value(); }

void LogSlider::setValue(double value) {
    const QSignalBlocker quietSpin(m_spin), quietSlider(m_slider);
    m_spin->setValue(value);
    m_slider->setValue(toSlider(value));
}

} // namespace gatoscope
