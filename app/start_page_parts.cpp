// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/start_page_parts.h"

#include <QAction>
#include <QCoreApplication>
#include <QFileInfo>
#include <QPainter>

#include "app/actions.h"
#include "app/docks.h"
#include "core/tokens/vocabulary.h"
#include "widgets/common/colors.h"
#include "widgets/common/fonts.h"
#include "widgets/common/icons.h"

namespace gatoscope {

namespace {

/// A frame around a key or a format, text centred; its width.
double paintChip(QPainter& painter, QPointF at, const QString& text, const QFont& font, const QColor& ink,
                 const QColor& frame, bool fromRight = false) {
    const double wide = QFontMetricsF(font).horizontalAdvance(text) + 12;
    const QRectF box(fromRight ? at.x() - wide : at.x(), at.y(), wide, 20);
    painter.setPen(frame);
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
    painter.setFont(font);
    painter.setPen(ink);
    painter.drawText(box, Qt::AlignCenter, text);
    return wide;
}

} // namespace

QString fileTitle(const QString& path) { return QFileInfo(path).fileName(); }

Logo::Logo(int size, QWidget* parent) : QWidget(parent) { setFixedSize(size, size); }

void Logo::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const double cell = (width() - 4) / 2.0;
    const Tint tints[] = {Tint::Image, Tint::Continuous, Tint::Text, Tint::Action};
    for (int i = 0; i < 4; ++i) {
        painter.setBrush(colors().of(tints[i]).ink);
        painter.drawRoundedRect(QRectF((i % 2) * (cell + 4), (i / 2) * (cell + 4), cell, cell), 3, 3);
    }
}

ActionButton::ActionButton(QAction* action, bool primary, QWidget* parent)
    : QAbstractButton(parent), action_(action), primary_(primary) {
    setText(action->text());
    setAccessibleName(action->text());
    setFixedHeight(44);
    setAttribute(Qt::WA_Hover);
    setFocusPolicy(Qt::StrongFocus);
    connect(this, &QAbstractButton::clicked, action, &QAction::trigger);
}

void ActionButton::paintEvent(QPaintEvent*) {
    const Colors& c = colors();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor fill = primary_ ? (isDown() ? c.accent.darker(110) : c.accent) : underMouse() ? c.hover : c.raised;
    painter.setPen(hasFocus() && !primary_ ? c.accent : primary_ ? c.accent : c.lineStrong);
    painter.setBrush(fill);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    const QColor ink = primary_ ? c.onAccent : c.text1;
    const QString icon = action_->objectName() == QStringLiteral("file.sample")       ? QStringLiteral("play")
                         : action_->objectName() == QStringLiteral("file.open")       ? QStringLiteral("file")
                         : action_->objectName() == QStringLiteral("file.openFolder") ? QStringLiteral("folder")
                                                                                      : QStringLiteral("edit");
    painter.drawPixmap(QPointF(13, height() / 2.0 - 8), tintedPixmap(icon, ink, {16, 16}, devicePixelRatioF()));
    painter.setFont(bodyFont(13, primary_ ? QFont::DemiBold : QFont::Normal));
    painter.setPen(ink);
    painter.drawText(rect().adjusted(40, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, text());
    paintChip(painter, QPointF(width() - 12, height() / 2.0 - 10), Actions::keyText(action_->shortcut()),
              monoFont(kSmallPx), primary_ ? c.onAccent : c.text3, primary_ ? c.onAccent : c.lineStrong, true);
}

Rule::Rule(QWidget* parent) : QWidget(parent) { setFixedHeight(1); }
void Rule::paintEvent(QPaintEvent*) { QPainter(this).fillRect(rect(), colors().line); }

FactLine::FactLine(bool good, const QString& name, const QString& fact, QWidget* parent)
    : QWidget(parent), good_(good), name_(name), fact_(fact) {
    setFixedHeight(20);
    setAccessibleName(name + QStringLiteral(": ") + fact);
}

void FactLine::paintEvent(QPaintEvent*) {
    const Colors& c = colors();
    QPainter painter(this);
    painter.drawPixmap(QPointF(0, 3), tintedPixmap(good_ ? QStringLiteral("check") : QStringLiteral("warning"),
                                                   good_ ? c.ok : c.warn, {14, 14}, devicePixelRatioF()));
    painter.setFont(bodyFont());
    painter.setPen(c.text1);
    painter.drawText(rect().adjusted(23, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, name_);
    painter.setPen(c.text3);
    painter.drawText(rect(), Qt::AlignVCenter | Qt::AlignRight, fact_);
}

DropZone::DropZone(QWidget* parent) : QWidget(parent) { setFixedHeight(112); }

void DropZone::paintEvent(QPaintEvent*) {
    const Colors& c = colors();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(c.lineStrong, 1.5, Qt::DashLine));
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 6, 6);
    painter.drawPixmap(QPointF(34, height() / 2.0 - 20),
                       tintedPixmap(QStringLiteral("download"), c.text3, {40, 40}, devicePixelRatioF()));
    const QRect words = rect().adjusted(104, 0, -16, 0);
    painter.setFont(bodyFont(15, QFont::DemiBold));
    painter.setPen(c.text1);
    painter.drawText(words.adjusted(0, 30, 0, 0), Qt::AlignTop | Qt::AlignLeft,
                     QCoreApplication::translate("StartPage", "Drop a dataset or a model here"));
    painter.setFont(bodyFont());
    painter.setPen(c.text2);
    painter.drawText(words.adjusted(0, 58, 0, 0), Qt::AlignTop | Qt::AlignLeft | Qt::TextWordWrap,
                     QCoreApplication::translate(
                         "StartPage", ".hdf5, .npz, .npy, pictures, or a dataset folder. The format is detected from "
                                      "its contents."));
}

ReadsLine::ReadsLine(QWidget* parent) : QWidget(parent) { setFixedHeight(24); }

void ReadsLine::paintEvent(QPaintEvent*) {
    const Colors& c = colors();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(bodyFont());
    painter.setPen(c.text3);
    const QString reads = QCoreApplication::translate("StartPage", "Reads");
    painter.drawText(rect(), Qt::AlignVCenter | Qt::AlignLeft, reads);
    double x = QFontMetricsF(bodyFont()).horizontalAdvance(reads) + 14;
    for (const char* name : {"Minari", "robomimic", "LIBERO", "D4RL", "ALOHA", "HDF5", "NumPy", "Images"})
        x +=
            paintChip(painter, QPointF(x, 2), QString::fromLatin1(name), bodyFont(kSmallPx), c.text2, c.lineStrong) + 8;
}

TokenKey::TokenKey(QWidget* parent) : QWidget(parent) { setFixedHeight(6 * 38); }

void TokenKey::paintEvent(QPaintEvent*) {
    const Colors& c = colors();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Vocabulary ids = vocabulary(Settings());
    const auto range = [](int begin, int end) { return QStringLiteral("%1…%2").arg(begin).arg(end - 1); };
    const struct {
        Tint tint;
        const char* name;
        QString text;
    } kRows[] = {
        {Tint::Text, QT_TRANSLATE_NOOP("StartPage", "text"), range(ids.textBegin, ids.textEnd)},
        {Tint::Image, QT_TRANSLATE_NOOP("StartPage", "image patch"), QStringLiteral("16×16 px")},
        {Tint::Discrete, QT_TRANSLATE_NOOP("StartPage", "discrete"), range(ids.discreteBegin, ids.discreteEnd)},
        {Tint::Continuous, QT_TRANSLATE_NOOP("StartPage", "continuous"), range(ids.continuousBegin, ids.continuousEnd)},
        {Tint::Separator, QT_TRANSLATE_NOOP("StartPage", "separator"), QString::number(ids.separator)},
        {Tint::Action, QT_TRANSLATE_NOOP("StartPage", "action"), QCoreApplication::translate("StartPage", "same ids")}};
    int y = 0;
    for (const auto& row : kRows) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(c.of(row.tint).ink);
        painter.drawRoundedRect(QRectF(0, y + 6, 12, 12), 2, 2);
        painter.setPen(c.text1);
        painter.setFont(bodyFont());
        painter.drawText(QRectF(22, y, width() - 22, 18), Qt::AlignVCenter | Qt::AlignLeft,
                         QCoreApplication::translate("StartPage", row.name));
        painter.setPen(c.text3);
        painter.setFont(monoFont(kSmallPx));
        painter.drawText(QRectF(22, y + 16, width() - 22, 16), Qt::AlignVCenter | Qt::AlignLeft, row.text);
        y += 38;
    }
}

KeyList::KeyList(QWidget* parent) : QWidget(parent) { setFixedHeight(7 * 26); }

void KeyList::paintEvent(QPaintEvent*) {
    const Colors& c = colors();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const std::pair<const char*, QString> rows[] = {{QT_TRANSLATE_NOOP("StartPage", "step"), QStringLiteral("← →")},
                                                    {QT_TRANSLATE_NOOP("StartPage", "play"), QStringLiteral("Space")},
                                                    {QT_TRANSLATE_NOOP("StartPage", "episode"), QStringLiteral("[ ]")},
                                                    {QT_TRANSLATE_NOOP("StartPage", "workspace"), workspaceKeys()},
                                                    {QT_TRANSLATE_NOOP("StartPage", "patch grid"), QStringLiteral("G")},
                                                    {QT_TRANSLATE_NOOP("StartPage", "find"), QStringLiteral("Ctrl K")},
                                                    {QT_TRANSLATE_NOOP("StartPage", "all keys"), QStringLiteral("?")}};
    int y = 0;
    for (const auto& [name, key] : rows) {
        painter.setFont(bodyFont());
        painter.setPen(c.text2);
        painter.drawText(QRectF(0, y, width(), 20), Qt::AlignVCenter | Qt::AlignLeft,
                         QCoreApplication::translate("StartPage", name));
        paintChip(painter, QPointF(width(), y), key, monoFont(kSmallPx), c.text2, c.lineStrong, true);
        y += 26;
    }
}

} // namespace gatoscope
