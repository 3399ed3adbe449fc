// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A real window, offscreen, that remembers nothing, on the bundled sample.
#include <memory>

#include <QDir>
#include <QtTest>

#include "app/docks.h"
#include "app/main_window.h"
#include "app/message_bar.h"
#include "app/session.h"

namespace gatoscope::test {

struct WindowFixture {
    WindowFixture() {
        window.setAttribute(Qt::WA_DontShowOnScreen, false);
        window.resize(1280, 800);
        window.show();
    }
    Session session{false};
    MainWindow window{&session};

    Cursor* cursor() { return window.document()->cursor(); }
    const EpisodeView& view() { return window.document()->view(); }
    template <typename T>
    T* child(const char* name) {
        return window.findChild<T*>(QString::fromLatin1(name));
    }
    /// True once an episode is shown and nothing is in work any more.
    bool settle() {
        return QTest::qWaitFor([this] { return view().episode && window.settled(); }, 20000);
    }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        QTest::keyClick(&window, key, modifiers);
    }
};

inline QString sample(const char* name) {
    return QDir(QStringLiteral(GATOSCOPE_SOURCE_DIR "/resources/sample")).absoluteFilePath(QString::fromLatin1(name));
}

} // namespace gatoscope::test
