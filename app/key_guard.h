// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Keeps the window's plain keys (letters, digits, arrows, punctuation) away from where they mean something else.
#include <QObject>

namespace gatoscope {

/// An event filter of the application: text fields take all plain keys, lists and tables take up and down.
class KeyGuard : public QObject {
    Q_OBJECT
public:
    explicit KeyGuard(QObject* parent);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
};

} // namespace gatoscope
