// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/common/icons.h"

#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

#include "widgets/common/colors.h"

namespace gatoscope {
namespace {

class ThemedIconEngine : public QIconEngine {
public:
    explicit ThemedIconEngine(QString name) : name_(std::move(name)) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override {
        const double ratio = painter->device() ? painter->device()->devicePixelRatioF() : 1.0;
        painter->drawPixmap(rect, tintedPixmap(name_, color(mode, state), rect.size(), ratio));
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        return tintedPixmap(name_, color(mode, state), size, 1.0);
    }
    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State state, qreal scale) override {
        const QSize logical(qRound(size.width() / scale), qRound(size.height() / scale));
        return tintedPixmap(name_, color(mode, state), logical, scale);
    }
    QIconEngine* clone() const override { return new ThemedIconEngine(name_); }
    bool isNull() override { return !QFile::exists(QStringLiteral(":/icons/%1.svg").arg(name_)); }

private:
    static QColor color(QIcon::Mode mode, QIcon::State state) {
        if (mode == QIcon::Disabled)
            return colors().lineStrong;
        return state == QIcon::On ? colors().accent : colors().text2;
    }
    QString name_;
};

} // namespace

QIcon themedIcon(const QString& name) { return QIcon(new ThemedIconEngine(name)); }

QPixmap tintedPixmap(const QString& name, const QColor& color, QSize size, double devicePixelRatio) {
    const QSize pixels = (QSizeF(size) * devicePixelRatio).toSize();
    const QString key = QStringLiteral("gatoscope-icon:%1:%2:%3x%4")
                            .arg(name, color.name(QColor::HexArgb))
                            .arg(pixels.width())
                            .arg(pixels.height());
    QPixmap found;
    if (QPixmapCache::find(key, &found))
        return found;
    QSvgRenderer svg(QStringLiteral(":/icons/%1.svg").arg(name));
    if (!svg.isValid() || pixels.isEmpty())
        return {};
    svg.setAspectRatioMode(Qt::KeepAspectRatio);
    QPixmap picture(pixels);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    svg.render(&painter, QRectF(QPointF(0, 0), QSizeF(pixels)));
    painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
    painter.fillRect(picture.rect(), color);
    painter.end();
    picture.setDevicePixelRatio(devicePixelRatio);
    QPixmapCache::insert(key, picture);
    return picture;
}

} // namespace gatoscope
