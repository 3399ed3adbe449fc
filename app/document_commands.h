// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The undoable changes of a Document: tokenizer settings and channel maps.
#include <QUndoCommand>

#include "app/document.h"

namespace gatoscope {

class ChangeSettings : public QUndoCommand {
public:
    ChangeSettings(Document* document, Settings before, Settings after, const QString& text);
    void undo() override;
    void redo() override;

private:
    Document* document_;
    Settings before_, after_;
};

class ChangeMap : public QUndoCommand {
public:
    ChangeMap(Document* document, int dataset, ChannelMap before, ChannelMap after, const QString& text);
    void undo() override;
    void redo() override;

private:
    void apply(const ChannelMap& map);
    Document* document_;
    int dataset_;
    ChannelMap before_, after_;
};

} // namespace gatoscope
