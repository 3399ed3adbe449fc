// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/recent_card.h"

#include <QBuffer>
#include <QImage>
#include <QLocale>
#include <QPainter>
#include <QPainterPath>

#include "app/context_bar.h"
#include "core/tokens/token.h"
#include "widgets/common/colors.h"
#include "widgets/common/convert.h"
#include "widgets/common/fonts.h"
#include "widgets/common/icons.h"
#include "widgets/common/number_format.h"

namespace gatoscope {

namespace {

constexpr int kCardHeight = 243, kPictureHeight = 140, kThumbnail = 280;

QString noteOf(const Dataset& dataset, const ChannelMap& map) {
    for (const MappedChannel& channel : map.channels) {
        const Channel* stored = dataset.channel(channel.source);
        if (channel.role == Role::Ignore || channel.modality != Modality::Image || stored == nullptr ||
            stored->shape.size() < 2)
            continue;
        const std::size_t at = stored->channelsFirst && stored->shape.size() > 2 ? 1 : 0;
        if (stored->shape[at] <= 0 || stored->shape[at + 1] <= 0)
            return QObject::tr("images");
        return QStringLiteral("%1×%2").arg(stored->shape[at]).arg(stored->shape[at + 1]);
    }
    return QObject::tr("no image");
}

} // namespace

Recent describeRecent(const Dataset& dataset, const ChannelMap& map, const QStringList& paths) {
    Recent recent;
    recent.paths = paths;
    recent.name = toQString(dataset.name());
    recent.format = toQString(dataset.format());
    recent.episodes = dataset.episodeCount();
    recent.steps = dataset.stepCount();
    recent.when = QDateTime::currentDateTime();
    recent.note = noteOf(dataset, map);
    for (const MappedChannel& channel : map.channels) {
        if (channel.role == Role::Ignore)
            continue;
        const int tint = static_cast<int>(tintOf(channel.modality, channel.role == Role::Action));
        if (!recent.tints.contains(tint))
            recent.tints.append(tint);
    }
    std::sort(recent.tints.begin(), recent.tints.end());
    return recent;
}

Result<QByteArray> makeThumbnail(const Dataset& dataset, const ChannelMap& map) {
    for (const MappedChannel& channel : map.channels) {
        const Channel* stored = dataset.channel(channel.source);
        if (channel.role == Role::Ignore || channel.modality != Modality::Image || stored == nullptr)
            continue;
        auto episode = dataset.episode(0);
        if (!episode)
            return fail(episode);
        auto image = mappedImage(**episode, *stored, channel, 0);
        if (!image)
            return fail(image);
        QImage picture = toQImage(*image);
        if (picture.width() > 2 * kThumbnail || picture.height() > kThumbnail)
            picture = picture.scaled(2 * kThumbnail, kThumbnail, Qt::KeepAspectRatio, Qt::SmoothTransformation);
        QByteArray bytes;
        QBuffer buffer(&bytes);
        picture.save(&buffer, "PNG");
        return bytes;
    }
    return fail(ErrorKind::NotFound, "the data set holds no picture");
}

QString whenText(const QDateTime& when, const QDateTime& now) {
    const qint64 minutes = when.secsTo(now) / 60;
    if (minutes < 1)
        return QObject::tr("just now");
    if (minutes < 60)
        return QObject::tr("%1 min ago").arg(minutes);
    if (when.date() == now.date())
        return QObject::tr("today %1").arg(when.time().toString(QStringLiteral("HH:mm")));
    if (when.date().daysTo(now.date()) == 1)
        return QObject::tr("yesterday");
    return QLocale(QLocale::English).toString(when.date(), QStringLiteral("d MMM"));
}

QSize RecentDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
    return {width_ + 14, kCardHeight + 18};
}

void RecentDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const auto recent = index.data(kRecentRole).value<Recent>();
    const Colors& c = colors();
    const bool current = option.state & (QStyle::State_HasFocus | QStyle::State_MouseOver);
    const QRectF card = QRectF(option.rect.x() + 0.5, option.rect.y() + 0.5, width_ - 1, kCardHeight - 1);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    QPainterPath shape;
    shape.addRoundedRect(card, 6, 6);
    painter->fillPath(shape, c.panel);
    painter->setClipPath(shape);
    paintPicture(*painter, QRectF(card.x(), card.y(), card.width(), kPictureHeight), recent);
    painter->setClipping(false);
    paintWords(*painter, card.adjusted(13, kPictureHeight, -13, 0), recent);
    painter->setPen(QPen(current ? c.accent : c.line, 1));
    painter->drawPath(shape);
    painter->restore();
}

void RecentDelegate::paintPicture(QPainter& painter, const QRectF& box, const Recent& recent) const {
    const Colors& c = colors();
    QImage picture;
    if (!recent.thumbnail.isEmpty())
        picture.loadFromData(recent.thumbnail, "PNG");
    if (picture.isNull()) {
        painter.fillRect(box, c.canvas);
        const QPixmap icon = tintedPixmap(QStringLiteral("curve"), c.text3, {32, 32}, 2);
        painter.drawPixmap(QPointF(box.center().x() - 16, box.center().y() - 16), icon);
        return;
    }
    painter.fillRect(box, Qt::black);
    const QSizeF fitted = QSizeF(picture.size()).scaled(box.size() - QSizeF(0, 10), Qt::KeepAspectRatio);
    const bool small = fitted.width() >= picture.width();
    painter.setRenderHint(QPainter::SmoothPixmapTransform, !small);
    painter.drawImage(QRectF(box.center().x() - fitted.width() / 2, box.center().y() - fitted.height() / 2,
                             fitted.width(), fitted.height()),
                      picture);
}

void RecentDelegate::paintWords(QPainter& painter, const QRectF& box, const Recent& recent) const {
    const Colors& c = colors();
    const auto line = [&](double y) { return QRectF(box.x(), box.y() + y, box.width(), 20); };
    painter.setFont(bodyFont(kSmallPx));
    painter.setPen(c.text3);
    const QString when = whenText(recent.when, QDateTime::currentDateTime());
    painter.drawText(line(11), Qt::AlignRight | Qt::AlignVCenter, when);
    const double room = box.width() - QFontMetricsF(painter.font()).horizontalAdvance(when) - 10;
    painter.setFont(bodyFont(13, QFont::DemiBold));
    painter.setPen(c.text1);
    painter.drawText(line(11), Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetricsF(painter.font()).elidedText(recent.name, Qt::ElideMiddle, room));
    painter.setFont(monoFont(kSmallPx));
    painter.setPen(c.text2);
    painter.drawText(line(37), Qt::AlignRight | Qt::AlignVCenter,
                     QObject::tr("%1 ep · %2 steps").arg(formatCount(recent.episodes), formatCount(recent.steps)));
    painter.setFont(bodyFont(kSmallPx));
    const QString format = formatTitle(toStd(recent.format));
    const double wide = QFontMetricsF(painter.font()).horizontalAdvance(format) + 14;
    painter.setPen(c.lineStrong);
    painter.drawRoundedRect(QRectF(box.x() + 0.5, box.y() + 37.5, wide, 18), 3, 3);
    painter.setPen(c.text2);
    painter.drawText(QRectF(box.x(), box.y() + 37, wide + 1, 19), Qt::AlignCenter, format);
    double x = box.x();
    for (const int tint : recent.tints) {
        if (tint < 0 || tint >= kTintCount)
            continue;
        painter.fillRect(QRectF(x, box.y() + 71, 9, 9), c.of(static_cast<Tint>(tint)).ink);
        x += 15;
    }
    painter.setPen(c.text3);
    painter.drawText(QRectF(x + 4, box.y() + 65, box.right() - x - 4, 20), Qt::AlignLeft | Qt::AlignVCenter,
                     recent.note);
}

} // namespace gatoscope
