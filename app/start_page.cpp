// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/start_page.h"

#include <QAction>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QScrollArea>
#include <QStandardItemModel>

#include "app/actions.h"
#include "app/places.h"
#include "app/recent_card.h"
#include "app/session.h"
#include "app/start_page_parts.h"
#include "core/trace/engine.h"
#include "widgets/common/fonts.h"

namespace gatoscope {

StartPage::StartPage(Session* session, Actions* actions, QWidget* parent)
    : QWidget(parent), session_(session), actions_(actions), model_(new QStandardItemModel(this)),
      delegate_(new RecentDelegate(this)) {
    setObjectName(QStringLiteral("startPage"));
    setAttribute(Qt::WA_StyledBackground);
    auto* content = new QWidget;
    content->setObjectName(QStringLiteral("startContent"));
    auto* row = new QHBoxLayout(content);
    row->setContentsMargins(64, 72, 50, 32);
    row->setSpacing(48);
    left_ = buildLeft();
    right_ = buildRight();
    row->addWidget(left_, 0, Qt::AlignTop);
    row->addWidget(buildMiddle(), 1);
    row->addWidget(right_, 0, Qt::AlignTop);
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(content);
    scroll->viewport()->setAutoFillBackground(false);
    content->setAutoFillBackground(false);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(scroll);
    connect(session_, &Session::recentsChanged, this, &StartPage::fillRecents);
    fillRecents();
}

QWidget* StartPage::buildLeft() {
    auto* box = new QWidget(this);
    box->setFixedWidth(304);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addSpacing(44);
    column->addWidget(new Logo(44, box));
    column->addSpacing(8);
    auto* name = new QLabel(tr("Gatoscope"), box);
    name->setFont(bodyFont(26, QFont::Bold));
    auto* what = new QLabel(tr("Step through an episode as the agent reads it: image by image, value by value, "
                               "token by token."),
                            box);
    what->setWordWrap(true);
    what->setProperty("tone", QStringLiteral("second"));
    column->addWidget(name);
    column->addWidget(what);
    column->addSpacing(12);
    column->addWidget(new ActionButton(actions_->action("file.sample"), true, box));
    column->addWidget(new ActionButton(actions_->action("file.open"), false, box));
    column->addWidget(new ActionButton(actions_->action("file.openFolder"), false, box));
    column->addWidget(new ActionButton(actions_->action("file.scratch"), false, box));
    column->addSpacing(8);
    column->addWidget(new Rule(box));
    column->addSpacing(4);
    addEnvironment(column);
    return box;
}

void StartPage::addEnvironment(QVBoxLayout* column) {
    auto* title = new QLabel(tr("Environment"), this);
    title->setProperty("tone", QStringLiteral("strong"));
    column->addWidget(title);
    const QString model = session_->textModel().isEmpty() ? bundledTextModel() : session_->textModel();
    column->addWidget(new FactLine(!model.isEmpty(), tr("SentencePiece"),
                                   model.isEmpty() ? tr("no model: bytes") : fileTitle(model), this));
    const EnginePlace engine = findEngine();
    column->addWidget(new FactLine(engine.found, tr("LibTorch"),
                                   engine.found ? tr("engine found") : tr("no engine: tokens only"), this));
    column->addWidget(new FactLine(
        bodyFontInstalled() && monoFontInstalled(), tr("Fonts"),
        bodyFontInstalled() && monoFontInstalled() ? tr("Inter, JetBrains Mono") : tr("the system's own"), this));
}

QWidget* StartPage::buildMiddle() {
    auto* box = new QWidget(this);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    auto* head = new QHBoxLayout;
    auto* title = new QLabel(tr("Recent"), box);
    title->setFont(bodyFont(15, QFont::DemiBold));
    auto* hint = new QLabel(tr("Enter opens, Delete forgets"), box);
    hint->setProperty("tone", QStringLiteral("muted"));
    head->addWidget(title);
    head->addSpacing(6);
    head->addWidget(hint);
    head->addStretch(1);
    column->addLayout(head);
    recents_ = new QListView(box);
    recents_->setObjectName(QStringLiteral("recentView"));
    recents_->setAccessibleName(tr("Recent datasets"));
    recents_->setModel(model_);
    recents_->setItemDelegate(delegate_);
    recents_->setViewMode(QListView::IconMode);
    recents_->setMovement(QListView::Static);
    recents_->setResizeMode(QListView::Adjust);
    recents_->setUniformItemSizes(true);
    recents_->setMouseTracking(true);
    recents_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    recents_->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    recents_->setStyleSheet(QStringLiteral("QListView { background: transparent; }"));
    recents_->installEventFilter(this);
    connect(recents_, &QListView::clicked, this,
            [this](const QModelIndex& index) { Q_EMIT openRequested(index.data(kRecentRole).value<Recent>().paths); });
    column->addWidget(recents_);
    auto* none = new QLabel(tr("Nothing was opened yet. The sample shows what there is to see."), box);
    none->setProperty("tone", QStringLiteral("muted"));
    none_ = none;
    column->addWidget(none_);
    column->addWidget(new DropZone(box));
    column->addWidget(new ReadsLine(box));
    column->addStretch(1);
    return box;
}

QWidget* StartPage::buildRight() {
    auto* box = new QWidget(this);
    box->setFixedWidth(180);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(10);
    auto* kinds = new QLabel(tr("Token kinds"), box);
    kinds->setFont(bodyFont(15, QFont::DemiBold));
    column->addWidget(kinds);
    column->addWidget(new TokenKey(box));
    column->addWidget(new Rule(box));
    auto* keys = new QLabel(tr("Keys"), box);
    keys->setFont(bodyFont(15, QFont::DemiBold));
    column->addWidget(keys);
    column->addWidget(new KeyList(box));
    return box;
}

void StartPage::fillRecents() {
    model_->clear();
    for (const Recent& recent : session_->recents()) {
        auto* item = new QStandardItem(recent.name);
        item->setData(QVariant::fromValue(recent), kRecentRole);
        item->setToolTip(recent.paths.join(QLatin1Char('\n')));
        item->setEditable(false);
        model_->appendRow(item);
    }
    none_->setVisible(model_->rowCount() == 0);
    recents_->setVisible(model_->rowCount() > 0);
    fitRecents();
}

/// As many whole cards in a row as fit, two rows at most; side columns give way first.
void StartPage::fitRecents() {
    right_->setVisible(width() >= 1180);
    const int room = width() - 64 - 50 - 304 - 48 - (right_->isVisibleTo(this) ? 180 + 48 : 0) - 4;
    const int columns = std::max(1, room / (256 + 14));
    const int card = std::min(360, room / columns - 14);
    delegate_->setCardWidth(card);
    const int rows = std::min(2, (model_->rowCount() + columns - 1) / columns);
    recents_->setGridSize({card + 14, 243 + 18});
    recents_->setFixedHeight(std::max(1, rows) * (243 + 18) + 2);
    for (int i = 0; i < model_->rowCount(); ++i)
        recents_->setRowHidden(i, i >= 2 * columns);
    recents_->doItemsLayout();
}

void StartPage::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    fitRecents();
}

bool StartPage::eventFilter(QObject* watched, QEvent* event) {
    if (watched != recents_ || event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent*>(event)->key();
    const auto recent = recents_->currentIndex().data(kRecentRole).value<Recent>();
    if (recent.paths.isEmpty())
        return false;
    if (key == Qt::Key_Delete) {
        session_->forgetRecent(recent.paths);
        return true;
    }
    if (key == Qt::Key_Return || key == Qt::Key_Enter) {
        Q_EMIT openRequested(recent.paths);
        return true;
    }
    return false;
}

} // namespace gatoscope
