// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What the window says of itself: status bar, message of the hover, memory, recents.
#include <QFileInfo>
#include <QStatusBar>

#include "app/docks.h"
#include "app/main_window.h"
#include "app/recent_card.h"
#include "app/session.h"
#include "app/status_items.h"
#include "app/views.h"
#include "app/views_attention.h"
#include "widgets/common/convert.h"
#include "widgets/common/number_format.h"

namespace gatoscope {

void MainWindow::showContext() {
    const auto& tokens = document_.view().tokens;
    if (!tokens || tokens->size() == 0) {
        status_->setContext(-1, document_.settings().context);
        status_->setText(QStringLiteral("–"));
        return;
    }
    const qint64 step = std::min<qint64>(document_.cursor()->step(), tokens->steps() - 1);
    const Window window = exactWindow(*tokens, step);
    const std::size_t count = tokens->firstOf(window.endStep) - tokens->firstOf(window.beginStep);
    status_->setContext(static_cast<qint64>(count), tokens->settings().context);
    const auto& text = tokens->text();
    status_->setText(!text || text->fallback() ? tr("bytes") : tr("%1 pieces").arg(formatCount(text->size())));
}

void MainWindow::showMemory() {
    status_->setMemory(static_cast<qint64>(document_.frameCache()->bytes()) + document_.frames()->bytes() +
                           static_cast<qint64>(model_.bytes()),
                       session_->cacheBytes());
}

/// "Patch 6 · row 1, col 2 · stream #167", as every view shows it.
void MainWindow::showHover(const Hover& hover) {
    const auto& tokens = document_.view().tokens;
    if (!tokens || hover.token < 0 || hover.token >= static_cast<qint64>(tokens->size())) {
        statusBar()->clearMessage();
        return;
    }
    if (docks_->workspace() == QStringLiteral("attention"))
        if (const QString text = views_->attention()->hoverText(hover); !text.isEmpty())
            return statusBar()->showMessage(text);
    const Token token = tokens->at(static_cast<std::size_t>(hover.token));
    QString text;
    const QString channel =
        token.channel < 0 ? QString() : toQString(tokens->channels()[static_cast<std::size_t>(token.channel)].map.key);
    switch (token.kind) {
    case Kind::Image:
        text = tr("Patch %1 · row %2, col %3")
                   .arg(token.element)
                   .arg(token.element / std::max(1, tokens->gridOf(static_cast<std::size_t>(hover.token)).columns))
                   .arg(token.element % std::max(1, tokens->gridOf(static_cast<std::size_t>(hover.token)).columns));
        break;
    case Kind::Separator:
        text = tr("Separator");
        break;
    case Kind::Text:
    case Kind::TextAction:
        text = tr("%1 · piece “%2”")
                   .arg(channel, shownPiece(tokens->pieceOf(static_cast<std::size_t>(hover.token)).piece));
        break;
    default:
        text = QStringLiteral("%1[%2] = %3")
                   .arg(channel)
                   .arg(token.element)
                   .arg(withMinus(toQString(tokens->rawText(static_cast<std::size_t>(hover.token)))));
    }
    if (token.id >= 0)
        text += tr(" · id %1").arg(token.id);
    statusBar()->showMessage(text + tr(" · stream #%1 · step %2").arg(hover.token).arg(token.step));
}

void MainWindow::remember(const QStringList& paths) {
    const auto& all = document_.datasets();
    const auto now = std::find_if(all.begin(), all.end(), [&](const OpenDataset& open) { return open.paths == paths; });
    if (now == all.end() || paths.isEmpty() || !QFileInfo::exists(paths.first()))
        return;
    session_->addRecent(describeRecent(*now->dataset, now->map, now->paths));
    const auto dataset = now->dataset;
    document_.jobs()->start<QByteArray>(
        JobLane::Search, QStringLiteral("thumbnail ") + paths.first(), tr("Thumbnail"),
        [dataset, map = now->map](const Progress&) { return makeThumbnail(*dataset, map); }, this,
        [this, dataset, map = now->map, paths](Result<QByteArray> picture) {
            if (!picture)
                return;
            Recent recent = describeRecent(*dataset, map, paths);
            recent.thumbnail = *picture;
            session_->addRecent(recent);
        });
}

} // namespace gatoscope
