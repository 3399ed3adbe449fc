// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The small painted parts of the start page.
#include <QAbstractButton>
#include <QWidget>

class QAction;

namespace gatoscope {

QString fileTitle(const QString& path); // last part of a path

class Logo : public QWidget {
public:
    Logo(int size, QWidget* parent);

protected:
    void paintEvent(QPaintEvent* event) override;
};

/// A wide button with icon, text and key of an action.
class ActionButton : public QAbstractButton {
    Q_OBJECT
public:
    ActionButton(QAction* action, bool primary, QWidget* parent);
    QSize sizeHint() const override { return {304, 44}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QAction* action_;
    bool primary_;
};

class Rule : public QWidget {
public:
    explicit Rule(QWidget* parent);

protected:
    void paintEvent(QPaintEvent* event) override;
};

/// A check or a warning sign, a name at the left, what is known at the right.
class FactLine : public QWidget {
public:
    FactLine(bool good, const QString& name, const QString& fact, QWidget* parent);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    bool good_;
    QString name_, fact_;
};

class DropZone : public QWidget {
public:
    explicit DropZone(QWidget* parent);

protected:
    void paintEvent(QPaintEvent* event) override;
};

/// The formats that this build reads, as chips.
class ReadsLine : public QWidget {
public:
    explicit ReadsLine(QWidget* parent);

protected:
    void paintEvent(QPaintEvent* event) override;
};

class TokenKey : public QWidget {
public:
    explicit TokenKey(QWidget* parent);

protected:
    void paintEvent(QPaintEvent* event) override;
};

class KeyList : public QWidget {
public:
    explicit KeyList(QWidget* parent);

protected:
    void paintEvent(QPaintEvent* event) override;
};

} // namespace gatoscope
