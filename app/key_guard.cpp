// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/key_guard.h"

#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTextEdit>

namespace gatoscope {

namespace {

bool isTextField(const QObject* object) {
    return qobject_cast<const QLineEdit*>(object) || qobject_cast<const QTextEdit*>(object) ||
           qobject_cast<const QPlainTextEdit*>(object) || qobject_cast<const QAbstractSpinBox*>(object);
}

bool takes(const QObject* object, const QKeyEvent& key) {
    if (key.modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier))
        return false;
    const int code = key.key();
    const bool vertical = code == Qt::Key_Up || code == Qt::Key_Down;
    const bool arrow = vertical || code == Qt::Key_Left || code == Qt::Key_Right;
    if (isTextField(object))
        return code != Qt::Key_Escape && !(code >= Qt::Key_F1 && code <= Qt::Key_F35);
    if (qobject_cast<const QAbstractItemView*>(object) || qobject_cast<const QComboBox*>(object))
        return vertical;
    if (qobject_cast<const QAbstractSlider*>(object))
        return arrow || code == Qt::Key_Home || code == Qt::Key_End;
    return false;
}

} // namespace

KeyGuard::KeyGuard(QObject* parent) : QObject(parent) { qApp->installEventFilter(this); }

bool KeyGuard::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() != QEvent::ShortcutOverride || watched != QApplication::focusWidget())
        return false;
    if (!takes(watched, *static_cast<QKeyEvent*>(event)))
        return false;
    event->accept();
    return true;
}

} // namespace gatoscope
