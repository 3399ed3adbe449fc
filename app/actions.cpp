// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/actions.h"

#include <QAction>
#include <QCoreApplication>
#include <QMenu>
#include <QWidget>

#include "widgets/common/icons.h"

namespace gatoscope {

namespace {

using M = MenuPlace;

// Plain letters, digits, arrows and punctuation act only while no text field has the focus (see KeyGuard).
const std::vector<ActionInfo> kTable = {
    {"file.open", QT_TRANSLATE_NOOP("Actions", "Open file…"), "file", "Ctrl+O", M::File},
    {"file.openFolder", QT_TRANSLATE_NOOP("Actions", "Open folder…"), "folder", "Ctrl+Shift+O", M::File},
    {"file.sample", QT_TRANSLATE_NOOP("Actions", "Open the sample"), "play", "Ctrl+Shift+E", M::File},
    {"file.scratch", QT_TRANSLATE_NOOP("Actions", "New scratch episode"), "edit", "Ctrl+N", M::File},
    {"file.reload", QT_TRANSLATE_NOOP("Actions", "Reload"), "refresh", "F5", M::File, true, true},
    {"file.close", QT_TRANSLATE_NOOP("Actions", "Close dataset"), "close", "Ctrl+W", M::File, false, true},
    {"file.start", QT_TRANSLATE_NOOP("Actions", "Start page"), "", "Ctrl+Shift+H", M::File},
    {"file.copyCommand", QT_TRANSLATE_NOOP("Actions", "Copy command line"), "copy", "Ctrl+Shift+C", M::File, true,
     true},
    {"file.exportView", QT_TRANSLATE_NOOP("Actions", "Export view…"), "", "Ctrl+E", M::File, false, true},
    {"file.screenshot", QT_TRANSLATE_NOOP("Actions", "Screenshot…"), "", "Ctrl+Shift+S", M::File},
    {"file.quit", QT_TRANSLATE_NOOP("Actions", "Quit"), "", "Ctrl+Q", M::File, true},

    {"edit.undo", QT_TRANSLATE_NOOP("Actions", "Undo"), "", "Ctrl+Z", M::Edit},
    {"edit.redo", QT_TRANSLATE_NOOP("Actions", "Redo"), "", "Ctrl+Shift+Z Ctrl+Y", M::Edit},
    {"edit.copyId", QT_TRANSLATE_NOOP("Actions", "Copy token id"), "copy", "Ctrl+C", M::Edit, true, true},
    {"edit.clear", QT_TRANSLATE_NOOP("Actions", "Clear selection"), "", "Esc", M::Edit, false, true},
    {"edit.find", QT_TRANSLATE_NOOP("Actions", "Find or run…"), "search", "Ctrl+K Ctrl+Shift+P Ctrl+F", M::Edit, true},
    {"edit.nextHit", QT_TRANSLATE_NOOP("Actions", "Next hit"), "", "F3", M::Edit, false, true},
    {"edit.previousHit", QT_TRANSLATE_NOOP("Actions", "Previous hit"), "", "Shift+F3", M::Edit, false, true},
    {"edit.settings", QT_TRANSLATE_NOOP("Actions", "Settings…"), "", "Ctrl+,", M::Edit, true},

    {"view.grid", QT_TRANSLATE_NOOP("Actions", "Patch grid"), "grid", "G", M::View, false, true},
    {"view.attention", QT_TRANSLATE_NOOP("Actions", "Attention over pictures"), "heat", "A", M::View, false, true},
    {"view.heat", QT_TRANSLATE_NOOP("Actions", "Attention in the token stream"), "", "H", M::View, false, true},
    {"view.tokens", QT_TRANSLATE_NOOP("Actions", "Token stream"), "", "T", M::View, false, true},
    {"view.maximise", QT_TRANSLATE_NOOP("Actions", "Maximise panel"), "", "M", M::View, true, true},
    {"view.fullScreen", QT_TRANSLATE_NOOP("Actions", "Full screen"), "", "F11", M::View},
    {"view.theme", QT_TRANSLATE_NOOP("Actions", "Dark or light"), "", "Ctrl+Shift+T", M::View},
    {"view.saveLayout", QT_TRANSLATE_NOOP("Actions", "Save layout…"), "", "Ctrl+S", M::View, true, true},
    {"view.resetLayout", QT_TRANSLATE_NOOP("Actions", "Reset layout"), "", "", M::View, false, true},

    {"playback.play", QT_TRANSLATE_NOOP("Actions", "Play or pause"), "play", "Space", M::Playback, false, true},
    {"playback.back", QT_TRANSLATE_NOOP("Actions", "One step back"), "previous", "Left", M::Playback, true, true},
    {"playback.forward", QT_TRANSLATE_NOOP("Actions", "One step forward"), "next", "Right", M::Playback, false, true},
    {"playback.secondBack", QT_TRANSLATE_NOOP("Actions", "One second back"), "", "Shift+Left", M::Playback, false,
     true},
    {"playback.secondForward", QT_TRANSLATE_NOOP("Actions", "One second forward"), "", "Shift+Right", M::Playback,
     false, true},
    {"playback.previousEvent", QT_TRANSLATE_NOOP("Actions", "Previous event"), "", "Ctrl+Left", M::Playback, false,
     true},
    {"playback.nextEvent", QT_TRANSLATE_NOOP("Actions", "Next event"), "", "Ctrl+Right", M::Playback, false, true},
    {"playback.first", QT_TRANSLATE_NOOP("Actions", "First step"), "first", "Home", M::Playback, false, true},
    {"playback.last", QT_TRANSLATE_NOOP("Actions", "Last step"), "last", "End", M::Playback, false, true},
    {"playback.previousEpisode", QT_TRANSLATE_NOOP("Actions", "Previous episode"), "", "[ Up", M::Playback, true, true},
    {"playback.nextEpisode", QT_TRANSLATE_NOOP("Actions", "Next episode"), "", "] Down", M::Playback, false, true},
    {"playback.flag", QT_TRANSLATE_NOOP("Actions", "Flag episode"), "flag", "F", M::Playback, false, true},
    {"playback.slower", QT_TRANSLATE_NOOP("Actions", "Slower"), "", "- ,", M::Playback, true, true},
    {"playback.faster", QT_TRANSLATE_NOOP("Actions", "Faster"), "", "= .", M::Playback, false, true},
    {"playback.speed1", QT_TRANSLATE_NOOP("Actions", "Speed 1×"), "", "1", M::Playback, false, true},
    {"playback.loop", QT_TRANSLATE_NOOP("Actions", "Loop"), "loop", "L", M::Playback, true, true, true},
    {"playback.loopIn", QT_TRANSLATE_NOOP("Actions", "Loop from here"), "", "I", M::Playback, false, true},
    {"playback.loopOut", QT_TRANSLATE_NOOP("Actions", "Loop to here"), "", "O", M::Playback, false, true},

    {"model.open", QT_TRANSLATE_NOOP("Actions", "Open model…"), "folder", "Ctrl+Shift+M", M::Model},
    {"model.close", QT_TRANSLATE_NOOP("Actions", "Close model"), "close", "", M::Model},
    {"model.run", QT_TRANSLATE_NOOP("Actions", "Run the model"), "play", "Ctrl+R", M::Model, true},
    {"model.autoRun", QT_TRANSLATE_NOOP("Actions", "Run on every step"), "", "", M::Model, false, false, true},
    {"model.exactWindows", QT_TRANSLATE_NOOP("Actions", "Exact window of every step"), "", "", M::Model, false, false,
     true},
    {"model.layerUp", QT_TRANSLATE_NOOP("Actions", "Layer before"), "", "Alt+Up", M::Model, true},
    {"model.layerDown", QT_TRANSLATE_NOOP("Actions", "Layer after"), "", "Alt+Down", M::Model},
    {"model.headLeft", QT_TRANSLATE_NOOP("Actions", "Head before"), "", "Alt+Left", M::Model},
    {"model.headRight", QT_TRANSLATE_NOOP("Actions", "Head after"), "", "Alt+Right", M::Model},
    {"model.nextDisagreement", QT_TRANSLATE_NOOP("Actions", "Next disagreement"), "", "N", M::Model, true, true},
    {"model.previousDisagreement", QT_TRANSLATE_NOOP("Actions", "Previous disagreement"), "", "Shift+N", M::Model,
     false, true},
    {"model.worstStep", QT_TRANSLATE_NOOP("Actions", "Step of the greatest cross-entropy"), "", "", M::Model, false,
     true},
    {"model.tokenizer", QT_TRANSLATE_NOOP("Actions", "Use the model's tokenizer"), "", "", M::Model},

    {"tools.saveTokenizer", QT_TRANSLATE_NOOP("Actions", "Save tokenizer settings…"), "", "", M::Tools},
    {"tools.loadTokenizer", QT_TRANSLATE_NOOP("Actions", "Load tokenizer settings…"), "", "", M::Tools},
    {"tools.saveMap", QT_TRANSLATE_NOOP("Actions", "Save channel map…"), "", "", M::Tools, true, true},
    {"tools.loadMap", QT_TRANSLATE_NOOP("Actions", "Load channel map…"), "", "", M::Tools, false, true},
    {"tools.exportTokens", QT_TRANSLATE_NOOP("Actions", "Copy command that writes the token table"), "", "", M::Tools,
     true, true},

    {"help.keys", QT_TRANSLATE_NOOP("Actions", "Keys"), "", "F1 ?", M::Help},
    {"help.about", QT_TRANSLATE_NOOP("Actions", "About Gatoscope"), "", "", M::Help},
};

} // namespace

const std::vector<ActionInfo>& actionTable() { return kTable; }

QString menuTitle(MenuPlace menu) {
    switch (menu) {
    case M::File:
        return QCoreApplication::translate("Actions", "File");
    case M::Edit:
        return QCoreApplication::translate("Actions", "Edit");
    case M::View:
        return QCoreApplication::translate("Actions", "View");
    case M::Playback:
        return QCoreApplication::translate("Actions", "Playback");
    case M::Model:
        return QCoreApplication::translate("Actions", "Model");
    case M::Tools:
        return QCoreApplication::translate("Actions", "Tools");
    case M::Help:
        return QCoreApplication::translate("Actions", "Help");
    case M::None:
        break;
    }
    return {};
}

Actions::Actions(QWidget* window) : QObject(window) {
    for (const ActionInfo& info : actionTable()) {
        auto* action = new QAction(QCoreApplication::translate("Actions", info.text), window);
        action->setObjectName(QString::fromLatin1(info.id));
        if (info.icon[0] != '\0')
            action->setIcon(themedIcon(QString::fromLatin1(info.icon)));
        QList<QKeySequence> keys;
        for (const QString& key : QString::fromLatin1(info.keys).split(QLatin1Char(' '), Qt::SkipEmptyParts))
            keys.append(QKeySequence(key, QKeySequence::PortableText));
        action->setShortcuts(keys);
        action->setShortcutContext(Qt::WindowShortcut);
        action->setCheckable(info.checkable);
        action->setMenuRole(QAction::NoRole);
        window->addAction(action);
        actions_.insert(action->objectName(), action);
    }
    setHaveData(false);
}

QAction* Actions::action(const QString& id) const {
    QAction* found = actions_.value(id);
    Q_ASSERT(found != nullptr);
    return found;
}

void Actions::fill(QMenu* menu, MenuPlace place) const {
    for (const ActionInfo& info : actionTable()) {
        if (info.menu != place)
            continue;
        if (info.separatorBefore)
            menu->addSeparator();
        menu->addAction(action(info.id));
    }
}

void Actions::setHaveData(bool have) {
    for (const ActionInfo& info : actionTable())
        if (info.needsData)
            action(info.id)->setEnabled(have);
}

QString Actions::keyText(const QKeySequence& keys) {
    QString text = keys.toString(QKeySequence::PortableText);
    const std::pair<const char*, const char16_t*> shown[] = {
        {"Left", u"←"}, {"Right", u"→"}, {"Up", u"↑"}, {"Down", u"↓"}, {"+", u" "}};
    for (const auto& [from, to] : shown)
        text.replace(QLatin1String(from), QString::fromUtf16(to));
    return text;
}

} // namespace gatoscope
