// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/scratch/scratch_view.h"

#include "widgets/common/colors.h"
#include "widgets/common/fonts.h"

#include <QApplication>
#include <QClipboard>
#include <QDragEnterEvent>
#include <QImageReader>
#include <QMimeData>
#include <QPainter>

namespace gatoscope {

namespace {
constexpr int kMostSide = 4096;
}

PictureField::PictureField(QWidget* parent) : QLabel(parent) {
    setObjectName(QStringLiteral("pictureField"));
    setAccessibleName(tr("Picture of the step"));
    setAcceptDrops(true);
    setMinimumSize(150, 130);
}

void PictureField::setPicture(const QImage& picture) {
    m_picture = picture;
    update();
}

void PictureField::paste() {
    const QMimeData* mime = QApplication::clipboard()->mimeData();
    if (mime == nullptr)
        return;
    if (mime->hasImage()) {
        Q_EMIT pictureGiven(qvariant_cast<QImage>(mime->imageData()));
    } else if (mime->hasUrls() && !mime->urls().isEmpty()) {
        openFile(mime->urls().first().toLocalFile());
    } else {
        Q_EMIT failed(tr("The clipboard holds no picture."));
    }
}

void PictureField::openFile(const QString& path) {
    QImageReader reader(path);
    reader.setAutoTransform(true);
    const QSize size = reader.size();
    if (size.width() > kMostSide || size.height() > kMostSide) {
        Q_EMIT failed(tr("The picture is %1×%2; at most %3 a side are taken.")
                          .arg(size.width())
                          .arg(size.height())
                          .arg(kMostSide));
        return;
    }
    const QImage picture = reader.read();
    if (picture.isNull()) {
        Q_EMIT failed(tr("%1 is no picture that can be read: %2").arg(path, reader.errorString()));
    } else {
        Q_EMIT pictureGiven(picture);
    }
}

void PictureField::dragEnterEvent(QDragEnterEvent* event) {
    if (!event->mimeData()->hasImage() && !event->mimeData()->hasUrls())
        return;
    m_over = true;
    update();
    event->acceptProposedAction();
}

void PictureField::dragLeaveEvent(QDragLeaveEvent*) {
    m_over = false;
    update();
}

void PictureField::dropEvent(QDropEvent* event) {
    m_over = false;
    update();
    event->acceptProposedAction();
    if (event->mimeData()->hasImage()) {
        Q_EMIT pictureGiven(qvariant_cast<QImage>(event->mimeData()->imageData()));
    } else if (!event->mimeData()->urls().isEmpty()) {
        openFile(event->mimeData()->urls().first().toLocalFile());
    }
}

void PictureField::resizeEvent(QResizeEvent*) { update(); }

void PictureField::paintEvent(QPaintEvent*) {
    const Colors& c = colors();
    QPainter painter(this);
    painter.fillRect(rect(), m_over ? c.accentFill : c.canvas);
    if (!m_picture.isNull()) {
        const QSize fitted = m_picture.size().scaled(size() - QSize(8, 8), Qt::KeepAspectRatio);
        const int factor =
            qMax(1, qMin(fitted.width() / qMax(1, m_picture.width()), fitted.height() / qMax(1, m_picture.height())));
        const QSize shown = fitted.width() >= m_picture.width() ? m_picture.size() * factor
                                                                : fitted; // whole factors, nearest neighbour
        painter.drawImage(QRect(QPoint((width() - shown.width()) / 2, (height() - shown.height()) / 2), shown),
                          m_picture);
    } else {
        painter.setPen(c.text3);
        painter.setFont(bodyFont(kSmallPx));
        painter.drawText(rect().adjusted(10, 0, -10, 0), Qt::AlignCenter | Qt::TextWordWrap,
                         tr("Drop a picture here,\npaste one (Ctrl+V),\nor choose a file"));
    }
    painter.setPen(QPen(m_over ? c.accent : c.lineStrong, 1, Qt::DashLine));
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

} // namespace gatoscope
