// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/findings/finding_list.h"

#include "widgets/common/colors.h"
#include "widgets/common/cursor.h"
#include "widgets/common/fonts.h"
#include "widgets/common/icons.h"
#include "widgets/common/number_format.h"
#include "widgets/findings/finding_model.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace gatoscope {

void FindingDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const Colors& c = colors();
    painter->save();
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    if (selected)
        painter->fillRect(option.rect, c.accentFill);
    else if (option.state.testFlag(QStyle::State_MouseOver))
        painter->fillRect(option.rect, c.hover);
    QRect rect = option.rect.adjusted(10, 0, -8, 0);
    if (index.column() == FindingModel::Text) {
        const auto severity = static_cast<Severity>(index.data(FindingModel::SeverityRole).toInt());
        const QColor ink = severity == Severity::Error ? c.error : severity == Severity::Warning ? c.warn : c.text3;
        const QRect icon(rect.left(), rect.center().y() - 7, 14, 14);
        painter->drawPixmap(icon, tintedPixmap(QString::fromLatin1(name(severity)), ink, icon.size(),
                                               painter->device()->devicePixelRatioF()));
        rect.setLeft(rect.left() + 24);
        painter->setPen(c.text1);
        painter->setFont(bodyFont());
    } else {
        painter->setPen(selected ? c.text2 : c.text3);
        painter->setFont(monoFont(kSmallPx));
    }
    painter->drawText(rect, Qt::AlignLeft | Qt::AlignVCenter,
                      painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, rect.width()));
    painter->restore();
}

QSize FindingDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const { return {80, 24}; }

FindingList::FindingList(Cursor* cursor, QWidget* parent)
    : QWidget(parent), m_cursor(cursor), m_model(new FindingModel(this)), m_table(new QTableView),
      m_filter(new QLineEdit), m_empty(new QLabel) {
    setObjectName(QStringLiteral("findingList"));
    m_errors = severityButton(tr("Errors"), QStringLiteral("error"));
    m_warnings = severityButton(tr("Warnings"), QStringLiteral("warning"));
    m_infos = severityButton(tr("Notes"), QStringLiteral("info"));
    m_onlyEpisode = severityButton(tr("This episode only"), QStringLiteral("filter"));
    m_onlyEpisode->setChecked(false);
    m_filter->setPlaceholderText(tr("Filter findings"));
    m_filter->setAccessibleName(tr("Filter findings"));
    m_filter->setClearButtonEnabled(true);
    m_table->setObjectName(QStringLiteral("findingTable"));
    m_table->setAccessibleName(tr("Findings"));
    m_table->setModel(m_model);
    m_table->setItemDelegate(new FindingDelegate(m_table));
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setMouseTracking(true);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(24);
    m_table->horizontalHeader()->hide();
    m_table->horizontalHeader()->setSectionResizeMode(FindingModel::Text, QHeaderView::Stretch);
    m_table->setColumnWidth(FindingModel::Where, 260);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setForegroundRole(QPalette::PlaceholderText);
    auto* top = new QHBoxLayout;
    top->setContentsMargins(8, 4, 8, 4);
    for (QWidget* widget : std::initializer_list<QWidget*>{m_errors, m_warnings, m_infos, m_onlyEpisode})
        top->addWidget(widget);
    top->addWidget(m_filter, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(top);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_empty, 1);
    connect(m_filter, &QLineEdit::textChanged, this, &FindingList::refilter);
    connect(m_table, &QTableView::activated, this, &FindingList::jump);
    connect(m_table, &QTableView::clicked, this, &FindingList::jump);
    connect(cursor, &Cursor::episodeChanged, this, [this] {
        if (m_onlyEpisode->isChecked())
            refilter();
    });
    showCounts();
}

QToolButton* FindingList::severityButton(const QString& name, const QString& icon) {
    auto* button = new QToolButton;
    button->setIcon(themedIcon(icon));
    button->setToolTip(name);
    button->setAccessibleName(name);
    button->setCheckable(true);
    button->setChecked(true);
    button->setAutoRaise(true);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    connect(button, &QToolButton::toggled, this, &FindingList::refilter);
    return button;
}

void FindingList::setEpisode(const EpisodeView& view) {
    m_view = view;
    if (!m_waiting || !view.tokens || m_pending.episode != m_cursor->episode())
        return;
    m_waiting = false;
    m_cursor->selectToken(tokenOf(m_pending), std::max<qint64>(0, m_pending.step));
}

void FindingList::setFindings(std::vector<Finding> findings) {
    m_model->setFindings(std::move(findings));
    showCounts();
    Q_EMIT countsChanged(m_model->count(Severity::Error), m_model->count(Severity::Warning),
                         m_model->count(Severity::Info));
}

void FindingList::refilter() {
    m_model->setFilter(m_infos->isChecked(), m_warnings->isChecked(), m_errors->isChecked(), m_filter->text(),
                       m_onlyEpisode->isChecked() ? m_cursor->episode() : -1);
    showCounts();
}

void FindingList::showCounts() {
    m_errors->setText(formatCount(m_model->count(Severity::Error)));
    m_warnings->setText(formatCount(m_model->count(Severity::Warning)));
    m_infos->setText(formatCount(m_model->count(Severity::Info)));
    const bool none = m_model->rowCount() == 0;
    m_table->setVisible(!none);
    m_empty->setVisible(none);
    const bool filtered =
        m_model->count(Severity::Error) + m_model->count(Severity::Warning) + m_model->count(Severity::Info) > 0;
    m_empty->setText(filtered         ? tr("No finding passes the filter.")
                     : m_view.dataset ? tr("Nothing to report.")
                                      : tr("Open a data set to see what the checks find."));
}

void FindingList::jump(const QModelIndex& index) {
    if (!index.isValid())
        return;
    const Finding finding = m_model->finding(index.row());
    if (finding.episode >= 0 && finding.episode != m_cursor->episode()) {
        m_pending = finding;
        m_waiting = finding.step >= 0;
        m_cursor->setEpisode(finding.episode);
        return;
    }
    if (finding.step < 0)
        return;
    const qint64 token = tokenOf(finding);
    token >= 0 ? m_cursor->selectToken(token, finding.step) : m_cursor->setStep(finding.step);
}

/// The first token at the finding's step that bears its mark: of the named channel, flagged where one is.
qint64 FindingList::tokenOf(const Finding& finding) const {
    if (!m_view.tokens || finding.step < 0 || finding.step >= m_view.tokens->steps())
        return -1;
    const TokenSequence& tokens = *m_view.tokens;
    qint64 ofChannel = -1;
    for (std::size_t i = tokens.firstOf(finding.step); i < tokens.firstOf(finding.step + 1); ++i) {
        const Token token = tokens.at(i);
        if (token.channel < 0)
            continue;
        const MappedChannel& map = tokens.channels()[static_cast<std::size_t>(token.channel)].map;
        const bool named = !finding.where.empty() && (finding.where.find(map.key) != std::string::npos ||
                                                      finding.where.find(map.source) != std::string::npos);
        if (!named)
            continue;
        if ((token.flags & (Clipped | Unknown | NotANumber)) != 0)
            return static_cast<qint64>(i);
        if (ofChannel < 0)
            ofChannel = static_cast<qint64>(i);
    }
    return ofChannel;
}

void FindingList::copySelected() {
    const QString text = m_model->copied(m_table->selectionModel()->selectedRows());
    if (!text.isEmpty())
        QApplication::clipboard()->setText(text);
}

void FindingList::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::Copy)) {
        copySelected();
        return;
    }
    QWidget::keyPressEvent(event);
}

} // namespace gatoscope
