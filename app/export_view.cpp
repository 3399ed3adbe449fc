// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/export_view.h"

#include <QBuffer>
#include <QFileInfo>
#include <QImage>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgGenerator>
#include <QWidget>

#include "widgets/common/convert.h"

namespace gatoscope {

namespace {

constexpr int kDpi = 96;

QByteArray png(QWidget& widget) {
    const double ratio = widget.devicePixelRatioF();
    QImage image((QSizeF(widget.size()) * ratio).toSize(), QImage::Format_RGB32);
    image.setDevicePixelRatio(ratio);
    image.fill(widget.palette().color(QPalette::Window));
    widget.render(&image);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    image.save(&buffer, "PNG");
    return bytes;
}

void paint(QWidget& widget, QPaintDevice& page) {
    QPainter painter(&page);
    painter.fillRect(widget.rect(), widget.palette().color(QPalette::Window));
    widget.render(&painter);
}

QByteArray svg(QWidget& widget) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    QSvgGenerator out;
    out.setOutputDevice(&buffer);
    out.setSize(widget.size());
    out.setViewBox(QRect(QPoint(0, 0), widget.size()));
    out.setResolution(kDpi);
    out.setTitle(widget.window()->windowTitle());
    paint(widget, out);
    return bytes;
}

QByteArray pdf(QWidget& widget) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter out(&buffer);
    const QSizeF points(widget.width() * 72.0 / kDpi, widget.height() * 72.0 / kDpi);
    out.setPageSize(QPageSize(points, QPageSize::Point, {}, QPageSize::ExactMatch));
    out.setPageMargins({});
    out.setResolution(kDpi);
    out.setTitle(widget.window()->windowTitle());
    paint(widget, out);
    return bytes;
}

} // namespace

Result<void> exportWidget(QWidget& widget, const QString& file) {
    const QString kind = QFileInfo(file).suffix().toLower();
    QByteArray bytes;
    if (kind == QStringLiteral("png"))
        bytes = png(widget);
    else if (kind == QStringLiteral("svg"))
        bytes = svg(widget);
    else if (kind == QStringLiteral("pdf"))
        bytes = pdf(widget);
    else
        return fail(ErrorKind::Unsupported, "a picture is written as .png, .svg or .pdf; choose one of these",
                    toStd(file));
    QSaveFile out(file);
    if (!out.open(QIODevice::WriteOnly) || out.write(bytes) != bytes.size() || !out.commit())
        return fail(ErrorKind::Unreadable, "the picture could not be written: " + toStd(out.errorString()),
                    toStd(file));
    return {};
}

} // namespace gatoscope
