// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/timeline/transport_bar.h"

#include "widgets/common/cursor.h"
#include "widgets/common/fonts.h"
#include "widgets/common/icons.h"
#include "widgets/common/number_format.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>

#include <array>
#include <cmath>
#include <limits>

namespace gatoscope {

namespace {
constexpr std::array kSpeeds{0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0};
}

TransportBar::TransportBar(Cursor* cursor, QWidget* parent) : QWidget(parent), m_cursor(cursor) {
    setObjectName(QStringLiteral("transportBar"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    m_first = button(QStringLiteral("firstButton"), QStringLiteral("first"), tr("First step (Home)"));
    m_previous = button(QStringLiteral("previousButton"), QStringLiteral("step-back"), tr("Previous step (←)"));
    m_play = button(QStringLiteral("playButton"), QStringLiteral("play"), tr("Play or pause (Space)"));
    m_play->setCheckable(true);
    m_next = button(QStringLiteral("nextButton"), QStringLiteral("step-forward"), tr("Next step (→)"));
    m_last = button(QStringLiteral("lastButton"), QStringLiteral("last"), tr("Last step (End)"));
    m_step = new QSpinBox;
    m_step->setObjectName(QStringLiteral("stepSpin"));
    m_step->setAccessibleName(tr("Step"));
    m_step->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_step->setAlignment(Qt::AlignRight);
    m_step->setKeyboardTracking(false);
    m_step->setFont(monoFont());
    m_step->setFixedWidth(62);
    m_count = new QLabel;
    m_count->setFont(monoFont());
    m_count->setForegroundRole(QPalette::PlaceholderText);
    m_speed = new QComboBox;
    m_speed->setObjectName(QStringLiteral("speedCombo"));
    m_speed->setAccessibleName(tr("Speed"));
    m_speed->setToolTip(tr("Speed (- and =); 1 returns to the data's own rate"));
    m_loop = button(QStringLiteral("loopButton"), QStringLiteral("loop"), tr("Loop the range (L); set it by I and O"));
    m_loop->setCheckable(true);
    for (QWidget* widget : std::initializer_list<QWidget*>{m_first, m_previous, m_play, m_next, m_last, m_step, m_count,
                                                           m_speed, m_loop}) {
        layout->addWidget(widget);
    }
    connect(m_first, &QToolButton::clicked, this, [this] { m_cursor->setStep(0); });
    connect(m_previous, &QToolButton::clicked, this, [this] { m_cursor->setStep(m_cursor->step() - 1); });
    connect(m_next, &QToolButton::clicked, this, [this] { m_cursor->setStep(m_cursor->step() + 1); });
    connect(m_last, &QToolButton::clicked, this, [this] { m_cursor->setStep(m_cursor->stepCount() - 1); });
    connect(m_play, &QToolButton::toggled, this, [this](bool on) {
        showIcon();
        Q_EMIT playToggled(on);
    });
    connect(m_loop, &QToolButton::toggled, this, &TransportBar::loopToggled);
    connect(m_step, &QSpinBox::valueChanged, this, [this](int step) { m_cursor->setStep(step); });
    connect(m_step, &QSpinBox::editingFinished, m_step, &QWidget::clearFocus); // plain keys act again
    connect(m_speed, &QComboBox::currentIndexChanged, this, [this] { Q_EMIT speedChanged(speed()); });
    connect(cursor, &Cursor::stepChanged, this, &TransportBar::showCount);
    connect(cursor, &Cursor::stepCountChanged, this, &TransportBar::showCount);
    setFramesPerSecond(m_rate);
    showCount();
}

QToolButton* TransportBar::button(const QString& name, const QString& icon, const QString& tip) {
    auto* made = new QToolButton;
    made->setObjectName(name);
    made->setIcon(themedIcon(icon));
    made->setToolTip(tip);
    made->setAccessibleName(tip.section(QLatin1Char('('), 0, 0).trimmed());
    made->setAutoRaise(true);
    made->setFixedSize(24, 24);
    made->setFocusPolicy(Qt::NoFocus);
    return made;
}

void TransportBar::setFramesPerSecond(double rate) {
    m_rate = rate > 0 && std::isfinite(rate) ? rate : 10;
    const QSignalBlocker quiet(m_speed);
    const int kept = m_speed->currentIndex();
    m_speed->clear();
    for (const double speed : kSpeeds) {
        const QString steps = tr("%1 steps/s").arg(formatNumber(m_rate * speed, 3));
        m_speed->addItem(speed == 1.0 ? tr("%1 · 1×").arg(steps) : tr("%1 · %2×").arg(steps, formatNumber(speed, 3)),
                         speed);
    }
    m_speed->setCurrentIndex(kept >= 0 ? kept : 3);
}

double TransportBar::speed() const { return m_speed->currentData().toDouble(); }

void TransportBar::setSpeed(double speed) {
    int nearest = 0;
    for (int i = 1; i < m_speed->count(); ++i) {
        if (std::abs(std::log(kSpeeds[static_cast<std::size_t>(i)] / speed)) <
            std::abs(std::log(kSpeeds[static_cast<std::size_t>(nearest)] / speed))) {
            nearest = i;
        }
    }
    m_speed->setCurrentIndex(nearest);
}

void TransportBar::slower() { m_speed->setCurrentIndex(std::max(0, m_speed->currentIndex() - 1)); }

void TransportBar::faster() { m_speed->setCurrentIndex(std::min(m_speed->count() - 1, m_speed->currentIndex() + 1)); }

void TransportBar::setPlaying(bool playing) {
    const QSignalBlocker quiet(m_play);
    m_play->setChecked(playing);
    showIcon();
}

void TransportBar::setLooping(bool looping) {
    const QSignalBlocker quiet(m_loop);
    m_loop->setChecked(looping);
}

void TransportBar::showIcon() {
    m_play->setIcon(themedIcon(m_play->isChecked() ? QStringLiteral("pause") : QStringLiteral("play")));
}

void TransportBar::showCount() {
    const QSignalBlocker quiet(m_step);
    const qint64 last = std::max<qint64>(0, m_cursor->stepCount() - 1);
    m_step->setRange(0, static_cast<int>(std::min<qint64>(last, std::numeric_limits<int>::max())));
    m_step->setValue(static_cast<int>(m_cursor->step()));
    m_count->setText(QStringLiteral("/ %1").arg(formatCount(last)));
    setEnabled(m_cursor->stepCount() > 0);
}

} // namespace gatoscope
