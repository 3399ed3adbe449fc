// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A recent data set as a card: what is remembered of it, its picture, and how it is painted.
#include <QByteArray>
#include <QStyledItemDelegate>

#include "app/session.h"
#include "core/base/result.h"
#include "core/episode/dataset.h"

namespace gatoscope {

/// Facts of the index only; reads nothing.
Recent describeRecent(const Dataset& dataset, const ChannelMap& map, const QStringList& paths);
/// The first picture of the first episode as a small PNG; NotFound where there is no picture. Not on the GUI thread.
Result<QByteArray> makeThumbnail(const Dataset& dataset, const ChannelMap& map);

constexpr int kRecentRole = Qt::UserRole; // QVariant of Recent

class RecentDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void setCardWidth(int width) { width_ = width; }
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    void paintPicture(QPainter& painter, const QRectF& box, const Recent& recent) const;
    void paintWords(QPainter& painter, const QRectF& box, const Recent& recent) const;
    int width_ = 294;
};

/// "2 min ago", "today 09:12", "yesterday", "3 Nov".
QString whenText(const QDateTime& when, const QDateTime& now);

} // namespace gatoscope

Q_DECLARE_METATYPE(gatoscope::Recent)
