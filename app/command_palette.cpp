// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_palette.h"

#include <QAction>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QRegularExpression>
#include <QStandardItemModel>
#include <QVBoxLayout>

#include "app/actions.h"
#include "app/document.h"
#include "app/palette_delegate.h"
#include "app/token_query.h"
#include "widgets/common/convert.h"
#include "widgets/common/icons.h"
#include "widgets/common/number_format.h"

namespace gatoscope {

namespace {

constexpr std::size_t kMostHits = 100000;
constexpr int kShownHits = 200, kShownEpisodes = 30;
constexpr qint64 kScannedEpisodes = 5000;

/// Every word of `text` is in `candidate`.
bool fits(const QString& candidate, const QString& text) {
    for (const QString& word : text.split(QLatin1Char(' '), Qt::SkipEmptyParts))
        if (!candidate.contains(word, Qt::CaseInsensitive))
            return false;
    return true;
}

} // namespace

CommandPalette::CommandPalette(Document* document, Actions* actions, QWidget* window)
    : QFrame(window), document_(document), actions_(actions), line_(new QLineEdit(this)), list_(new QListView(this)),
      note_(new QLabel(this)), model_(new QStandardItemModel(this)) {
    setObjectName(QStringLiteral("commandPalette"));
    line_->setObjectName(QStringLiteral("paletteEdit"));
    line_->setPlaceholderText(tr("Action, episode, channel, id:32710, bin>1000, piece:ball, step:12, flag:clipped"));
    line_->setAccessibleName(tr("Find or run"));
    line_->setClearButtonEnabled(true);
    line_->installEventFilter(this);
    list_->setObjectName(QStringLiteral("paletteList"));
    list_->setModel(model_);
    list_->setItemDelegate(new PaletteDelegate(list_));
    list_->setFocusPolicy(Qt::NoFocus);
    list_->setUniformItemSizes(true);
    list_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    note_->setProperty("tone", QStringLiteral("muted"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(6);
    column->addWidget(line_);
    column->addWidget(list_, 1);
    column->addWidget(note_);
    connect(line_, &QLineEdit::textChanged, this, &CommandPalette::fill);
    connect(list_, &QListView::clicked, this, [this](const QModelIndex& index) { run(index.row()); });
    window->installEventFilter(this);
    hide();
}

void CommandPalette::popUp(const QString& text) {
    line_->setText(text);
    fill(text);
    place();
    show();
    raise();
    line_->setFocus();
    line_->selectAll();
}

void CommandPalette::place() {
    const QWidget* window = parentWidget();
    const int wide = std::min(640, window->width() - 40);
    setGeometry((window->width() - wide) / 2, 44, wide, std::min(420, window->height() - 90));
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
    if (watched == parentWidget()) {
        if (event->type() == QEvent::Resize && isVisible())
            place();
        return false;
    }
    if (event->type() == QEvent::FocusOut && isVisible() && !list_->underMouse())
        hide();
    if (event->type() != QEvent::KeyPress)
        return false;
    const int key = static_cast<QKeyEvent*>(event)->key();
    const int row = list_->currentIndex().row(), rows = model_->rowCount();
    if (key == Qt::Key_Escape)
        hide();
    else if (key == Qt::Key_Return || key == Qt::Key_Enter)
        run(std::max(0, row));
    else if (rows > 0 && (key == Qt::Key_Down || key == Qt::Key_Up))
        list_->setCurrentIndex(model_->index((row + (key == Qt::Key_Down ? 1 : rows - 1)) % rows, 0));
    else
        return false;
    return true;
}

void CommandPalette::fill(const QString& text) {
    model_->clear();
    runs_.clear();
    note_->setText({});
    document_->jobs()->cancel(QStringLiteral("search"));
    if (parseTokenQuery(toStd(text))) {
        searchTokens(text);
        return;
    }
    addEpisodes(text);
    addChannels(text);
    addActions(text);
    if (model_->rowCount() > 0)
        list_->setCurrentIndex(model_->index(0, 0));
    else
        note_->setText(tr("Nothing is called so"));
}

void CommandPalette::addRow(const QString& icon, const QString& text, const QString& detail,
                            std::function<void()> run) {
    auto* item = new QStandardItem(text);
    item->setData(icon, PaletteDelegate::IconRole);
    item->setData(detail, PaletteDelegate::DetailRole);
    model_->appendRow(item);
    runs_.push_back(std::move(run));
}

void CommandPalette::addActions(const QString& text) {
    for (const ActionInfo& info : actionTable()) {
        QAction* action = actions_->action(info.id);
        if (!action->isEnabled() || !fits(action->text(), text) || qstrcmp(info.id, "edit.find") == 0)
            continue;
        addRow(QString::fromLatin1(info.icon[0] ? info.icon : "command"), action->text(),
               Actions::keyText(action->shortcut()), [action] { action->trigger(); });
    }
}

void CommandPalette::addEpisodes(const QString& text) {
    const OpenDataset* open = document_->currentDataset();
    if (open == nullptr || text.trimmed().isEmpty())
        return;
    const auto go = [this](qint64 episode) { return [this, episode] { document_->cursor()->setEpisode(episode); }; };
    static const QRegularExpression kNumber(QStringLiteral("^(?:ep(?:isode)?\\s*)?(\\d+)$"),
                                            QRegularExpression::CaseInsensitiveOption);
    const qint64 count = open->dataset->episodeCount();
    if (const auto match = kNumber.match(text.trimmed()); match.hasMatch()) {
        const qint64 wanted = match.captured(1).toLongLong();
        if (wanted < count)
            addRow(QStringLiteral("episodes"), tr("Episode %1").arg(wanted), toQString(open->dataset->name()),
                   go(wanted));
        return;
    }
    int shown = 0;
    for (qint64 i = 0; i < std::min(count, kScannedEpisodes) && shown < kShownEpisodes; ++i) {
        const auto info = open->dataset->episodeInfo(i);
        if (!info || !fits(toQString(info->task) + QLatin1Char(' ') + toQString(info->id), text))
            continue;
        addRow(QStringLiteral("episodes"), tr("Episode %1").arg(i), toQString(info->task).simplified(), go(i));
        ++shown;
    }
}

void CommandPalette::addChannels(const QString& text) {
    const auto& tokens = document_->view().tokens;
    if (!tokens || text.trimmed().isEmpty())
        return;
    const auto& channels = tokens->channels();
    for (std::size_t c = 0; c < channels.size(); ++c) {
        if (!fits(toQString(channels[c].map.key), text))
            continue;
        addRow(QStringLiteral("database"), toQString(channels[c].map.key), tr("channel"), [this, c] {
            const auto now = document_->view().tokens;
            const qint64 step = document_->cursor()->step();
            const std::size_t found = now ? now->find(step, static_cast<std::int32_t>(c), 0) : TokenSequence::npos;
            if (found != TokenSequence::npos)
                goTo(found);
        });
    }
}

void CommandPalette::searchTokens(const QString& text) {
    const auto tokens = document_->view().tokens;
    if (!tokens) {
        note_->setText(tr("There are no tokens to search"));
        return;
    }
    using Hits = std::vector<std::size_t>;
    document_->jobs()->start<Hits>(
        JobLane::Search, QStringLiteral("search"), tr("Searching %1").arg(text),
        [tokens, query = *parseTokenQuery(toStd(text))](const Progress& progress) -> Result<Hits> {
            return findTokens(*tokens, query, kMostHits, progress);
        },
        this,
        [this, tokens, text](Result<Hits> hits) {
            if (hits && tokens == document_->view().tokens && line_->text() == text)
                showHits(*hits, text);
        });
}

void CommandPalette::showHits(const std::vector<std::size_t>& hits, const QString& text) {
    hits_ = hits;
    hit_ = -1;
    const auto& tokens = *document_->view().tokens;
    for (std::size_t i = 0; i < std::min<std::size_t>(hits.size(), kShownHits); ++i) {
        const std::size_t index = hits[i];
        const Token token = tokens.at(index);
        const QString channel = token.channel < 0
                                    ? QStringLiteral("separator")
                                    : toQString(tokens.channels()[static_cast<std::size_t>(token.channel)].map.key);
        const QString value = token.kind == Kind::Text || token.kind == Kind::TextAction
                                  ? shownPiece(tokens.pieceOf(index).piece)
                                  : withMinus(toQString(tokens.rawText(index)));
        addRow(QStringLiteral("tokens"), QStringLiteral("%1[%2]  %3").arg(channel).arg(token.element).arg(value),
               tr("step %1 · #%2 · id %3").arg(token.step).arg(index).arg(token.id), [this, i, index] {
                   hit_ = static_cast<std::ptrdiff_t>(i);
                   goTo(index);
               });
    }
    note_->setText(hits.empty()
                       ? tr("No token is so: %1").arg(text)
                       : tr("%1 tokens · F3 goes to the next").arg(formatCount(static_cast<qint64>(hits.size()))));
    if (!hits.empty())
        list_->setCurrentIndex(model_->index(0, 0));
}

void CommandPalette::stepHit(int by) {
    const auto& tokens = document_->view().tokens;
    if (hits_.empty() || !tokens)
        return;
    const auto count = static_cast<std::ptrdiff_t>(hits_.size());
    hit_ = hit_ < 0 ? (by > 0 ? 0 : count - 1) : (hit_ + by + count) % count;
    const std::size_t token = hits_[static_cast<std::size_t>(hit_)];
    if (token < tokens->size())
        goTo(token);
}

void CommandPalette::goTo(std::size_t token) {
    const auto& tokens = document_->view().tokens;
    document_->cursor()->selectToken(static_cast<qint64>(token), tokens->stepOf(token));
}

void CommandPalette::run(int row) {
    if (row < 0 || row >= static_cast<int>(runs_.size()))
        return;
    const auto chosen = runs_[static_cast<std::size_t>(row)];
    hide();
    if (parentWidget() != nullptr)
        parentWidget()->setFocus();
    chosen();
}

} // namespace gatoscope
