// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/actions/step_pictures.h"

#include "widgets/actions/action_review.h"
#include "widgets/common/colors.h"
#include "widgets/common/convert.h"
#include "widgets/common/cursor.h"
#include "widgets/common/fonts.h"
#include "widgets/common/frame_source.h"
#include "widgets/common/number_format.h"
#include "widgets/common/painting.h"

#include <QComboBox>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace gatoscope {

namespace {
constexpr double kMargin = 14, kGap = 10, kCaption = 24, kFacts = 230, kLeastFacts = 180;
}

StepPictures::StepPictures(ActionReview* review, FrameSource* frames, QWidget* parent)
    : QWidget(parent), m_review(review), m_frames(frames) {
    setObjectName(QStringLiteral("stepPictures"));
    setAccessibleName(tr("Pictures before, at and after the step"));
    const auto refresh = [this] {
        fillChannels();
        request();
        update();
    };
    connect(review, &ActionReview::seriesChanged, this, refresh);
    connect(review, &ActionReview::shownChanged, this, refresh);
    connect(review, &ActionReview::freeRunChanged, this, qOverload<>(&QWidget::update));
    connect(&ThemeColors::instance(), &ThemeColors::changed, this, qOverload<>(&QWidget::update));
    if (frames != nullptr)
        connect(frames, &FrameSource::frameReady, this, [this](int channel, qint64 step) {
            if (channel == m_channel && std::abs(step - m_review->cursor()->step()) <= 1)
                update();
        });
}

QWidget* StepPictures::titleWidget() {
    if (m_channels == nullptr) {
        m_channels = new QComboBox;
        m_channels->setObjectName(QStringLiteral("stepCameraCombo"));
        m_channels->setAccessibleName(tr("Camera"));
        m_channels->setMaximumWidth(220);
        connect(m_channels, &QComboBox::activated, this, [this](int index) {
            m_channel = m_images[static_cast<std::size_t>(index)];
            request();
            update();
        });
        m_filledFor.reset();
        fillChannels();
    }
    return m_channels;
}

void StepPictures::fillChannels() {
    const auto& series = m_review->series();
    const auto tokens = series ? series->tokens : nullptr;
    if (tokens == m_filledFor.lock() && tokens)
        return;
    m_filledFor = tokens;
    m_images.clear();
    if (m_channels != nullptr)
        m_channels->clear();
    for (std::size_t c = 0; tokens && c < tokens->channels().size(); ++c) {
        if (tokens->channels()[c].map.modality != Modality::Image)
            continue;
        m_images.push_back(static_cast<int>(c));
        if (m_channels != nullptr)
            m_channels->addItem(toQString(tokens->channels()[c].map.key));
    }
    m_channel = m_images.empty() ? -1 : m_images.front();
    if (m_channels != nullptr)
        m_channels->setVisible(m_images.size() > 1);
}

/// The step itself last: the newest request is read first.
void StepPictures::request() {
    if (m_channel < 0 || m_frames == nullptr || !isVisible() || !m_review->series())
        return;
    const qint64 step = m_review->cursor()->step();
    for (const qint64 at : {step + 1, step - 1, step})
        if (at >= 0 && at < m_review->cursor()->stepCount() && m_frames->cached(m_channel, at).isNull())
            m_frames->request(m_channel, at, "actions");
}

void StepPictures::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    request();
}

QRectF StepPictures::pictureBox(int place) const {
    const double facts = std::clamp(width() * 0.3, kLeastFacts, kFacts + 60);
    const double room = width() - facts - 2 * kMargin - 2 * kGap - 16;
    const double side = std::max(24.0, std::min(room / 3, height() - kCaption - 2 * kMargin + 4));
    return {kMargin + place * (side + kGap), 6 + kCaption, side, side};
}

QString StepPictures::caption(int place) const {
    const auto& series = m_review->series();
    const qint64 step = m_review->cursor()->step() + place - 1;
    if (place == 1)
        return tr("now");
    if (place == 2)
        return tr("after recorded");
    const ActionCell* cell = series->cell(m_review->dimension(), step);
    if (cell == nullptr || cell->token == TokenSequence::npos)
        return {};
    const ActionDimension& what = series->dimensions[static_cast<std::size_t>(m_review->dimension())];
    if (what.kind != ActionKind::Discrete)
        return {};
    const std::int32_t id = series->tokens->id(cell->token);
    return what.named() ? what.choiceName(id) : tr("action %1").arg(what.choiceName(id));
}

void StepPictures::paintPicture(QPainter& painter, int place) const {
    const Colors& c = colors();
    const QRectF box = pictureBox(place);
    const qint64 step = m_review->cursor()->step() + place - 1;
    const bool there = step >= 0 && step < m_review->cursor()->stepCount();
    const QRectF line(box.left(), box.top() - kCaption, box.width(), kCaption);
    if (there) {
        painter.setFont(monoFont(kMonoPx, place == 1 ? QFont::DemiBold : QFont::Normal));
        painter.setPen(place == 1 ? c.text1 : c.text2);
        const QString t = tr("t %1").arg(formatCount(step));
        painter.drawText(line, Qt::AlignVCenter, t);
        const double used = painter.fontMetrics().horizontalAdvance(t) + 8;
        painter.setFont(bodyFont());
        painter.setPen(c.text3);
        drawElided(painter, line.adjusted(used, 0, 0, 0), caption(place));
    }
    const QImage image = there && m_frames ? m_frames->cached(m_channel, step) : QImage();
    if (image.isNull()) {
        painter.fillRect(box, c.canvas);
        if (!there)
            drawHatch(painter, box, c.line);
    } else {
        const QSizeF size = QSizeF(image.size()).scaled(box.size(), Qt::KeepAspectRatio);
        QRectF target(box.topLeft(), size);
        target.moveCenter(box.center());
        painter.fillRect(box, c.canvas);
        painter.setRenderHint(QPainter::SmoothPixmapTransform, size.width() < image.width());
        painter.drawImage(target, image);
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(place == 1 ? c.accent : c.line, place == 1 ? 2 : 1));
    painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5));
}

std::vector<StepPictures::Fact> StepPictures::facts() const {
    std::vector<Fact> facts;
    const auto& series = m_review->series();
    const int dimension = m_review->dimension();
    const qint64 step = m_review->cursor()->step();
    const ActionCell* cell = series->cell(dimension, step);
    if (cell == nullptr || cell->token == TokenSequence::npos)
        return facts;
    const ActionDimension& what = series->dimensions[static_cast<std::size_t>(dimension)];
    const auto add = [&](const QString& name, std::int32_t id) {
        const bool choice = what.kind == ActionKind::Discrete;
        const QString after = !choice ? what.unit : what.named() ? formatNumber(what.valueOf(id)) : QString();
        facts.push_back({name, actionText(*series, what, id, m_review->scale()), true, after});
    };
    add(tr("Recorded"), series->tokens->id(cell->token));
    if (const Prediction* p = cell->prediction) {
        add(tr("Argmax"), p->predictedId);
        facts.push_back({tr("p(recorded)"), formatNumber(p->pTrue, 4), false, {}});
        facts.push_back({tr("Rank of recorded"),
                         tr("%1 of %2").arg(formatCount(p->rankTrue), formatCount(series->tokens->vocabulary().size)),
                         false,
                         {}});
        facts.push_back({tr("Cross-entropy"), tr("%1 nats").arg(formatFixed(p->crossEntropy, 2)), false, {}});
    }
    if (const FreeRun* run = m_review->freeRun()) {
        const std::int32_t id = run->ids[static_cast<std::size_t>(dimension)][static_cast<std::size_t>(step)];
        if (id >= 0)
            add(tr("Free run"), id);
    }
    facts.push_back({tr("Predicted from"),
                     QStringLiteral("#%1").arg(cell->token > 0 ? static_cast<qint64>(cell->token) - 1 : 0),
                     false,
                     {}});
    return facts;
}

void StepPictures::paintFacts(QPainter& painter, const QRectF& box) const {
    const Colors& c = colors();
    painter.setFont(bodyFont(kBodyPx, QFont::DemiBold));
    painter.setPen(c.text1);
    painter.drawText(QRectF(box.left(), box.top(), box.width(), kCaption), Qt::AlignVCenter,
                     tr("Step %1").arg(formatCount(m_review->cursor()->step())));
    double y = box.top() + kCaption;
    for (const Fact& fact : facts()) {
        const QRectF line(box.left(), y, box.width(), 25);
        if (line.bottom() > height())
            break;
        painter.setFont(bodyFont());
        painter.setPen(c.text3);
        painter.drawText(line, Qt::AlignVCenter, fact.name);
        double right = line.right();
        painter.setFont(monoFont());
        if (!fact.after.isEmpty()) {
            painter.setPen(c.text1);
            painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, fact.after);
            right -= painter.fontMetrics().horizontalAdvance(fact.after) + 7;
        }
        const double wide = painter.fontMetrics().horizontalAdvance(fact.value);
        const QRectF value(right - wide - (fact.chip ? 12 : 0), y + 3, wide + (fact.chip ? 12 : 0), 19);
        if (fact.chip) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(c.of(Tint::Action).fill);
            painter.drawRoundedRect(value, 3, 3);
        }
        painter.setPen(fact.chip ? c.of(Tint::Action).ink : c.text1);
        painter.drawText(value, Qt::AlignCenter, fact.value);
        y += 25;
    }
}

void StepPictures::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), colors().panel);
    const auto& series = m_review->series();
    QString why = m_review->emptyReason();
    if (why.isEmpty() && series && m_channel < 0)
        why = tr("This episode has no pictures.");
    if (!why.isEmpty() || !series) {
        painter.setPen(colors().text3);
        painter.drawText(rect().adjusted(24, 0, -24, 0), Qt::AlignCenter | Qt::TextWordWrap, why);
        return;
    }
    painter.setRenderHint(QPainter::Antialiasing, true);
    for (int place = 0; place < 3; ++place)
        paintPicture(painter, place);
    const double left = pictureBox(2).right() + 18;
    paintFacts(painter, QRectF(left, 6, std::min(kFacts, width() - left - kMargin), height() - 6));
}

void StepPictures::mousePressEvent(QMouseEvent* event) {
    for (int place = 0; place < 3; ++place)
        if (m_channel >= 0 && pictureBox(place).contains(event->position()))
            m_review->cursor()->setStep(m_review->cursor()->step() + place - 1);
}

} // namespace gatoscope
