// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/document_commands.h"

namespace gatoscope {

ChangeSettings::ChangeSettings(Document* document, Settings before, Settings after, const QString& text)
    : QUndoCommand(text), document_(document), before_(std::move(before)), after_(std::move(after)) {}

void ChangeSettings::undo() { document_->setSettings(before_); }
void ChangeSettings::redo() { document_->setSettings(after_); }

ChangeMap::ChangeMap(Document* document, int dataset, ChannelMap before, ChannelMap after, const QString& text)
    : QUndoCommand(text), document_(document), dataset_(dataset), before_(std::move(before)), after_(std::move(after)) {
}

void ChangeMap::undo() { apply(before_); }
void ChangeMap::redo() { apply(after_); }

void ChangeMap::apply(const ChannelMap& map) {
    if (dataset_ >= static_cast<int>(document_->datasets_.size()))
        return;
    document_->datasets_[static_cast<std::size_t>(dataset_)].map = map;
    Q_EMIT document_->mapChanged();
    if (dataset_ != document_->current_)
        return document_->setCurrent(dataset_);
    document_->stepAfterLoad_ = document_->cursor_.step();
    document_->loadEpisode();
}

} // namespace gatoscope
