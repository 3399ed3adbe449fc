// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/top_bar.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QPainter>
#include <QTabBar>

#include "app/docks.h"
#include "widgets/common/colors.h"
#include "widgets/common/fonts.h"
#include "widgets/common/icons.h"

namespace gatoscope {

namespace {

constexpr int kHeight = 38, kLogo = 44, kFind = 214, kLeastFind = 90;

/// Tabs with the digit of their key beside the name, an accent line below the current one.
class WorkspaceTabs : public QTabBar {
public:
    using QTabBar::QTabBar;

protected:
    QSize tabSizeHint(int index) const override {
        const int name = QFontMetrics(bodyFont(13, QFont::DemiBold)).horizontalAdvance(tabText(index));
        return {name + 20 + 28, kHeight};
    }
    QSize minimumTabSizeHint(int index) const override { return tabSizeHint(index); }

    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        for (int i = 0; i < count(); ++i)
            paintTab(painter, i);
    }

private:
    void paintTab(QPainter& painter, int index) {
        const QRect box = tabRect(index);
        const bool current = index == currentIndex() && isEnabled() && !property("none").toBool();
        const bool hovered = box.contains(mapFromGlobal(QCursor::pos())) && isEnabled() && underMouse();
        const Colors& c = colors();
        const QFont font = bodyFont(13, current ? QFont::DemiBold : QFont::Medium);
        painter.setFont(font);
        painter.setPen(!isEnabled() ? c.text3 : current || hovered ? c.text1 : c.text2);
        const int text = QFontMetrics(font).horizontalAdvance(tabText(index));
        const QRect place = box.adjusted((box.width() - text - 16) / 2, 0, 0, 0);
        painter.drawText(place, Qt::AlignVCenter | Qt::AlignLeft, tabText(index));
        painter.setFont(monoFont(kSmallPx));
        painter.setPen(c.text3);
        painter.drawText(place.adjusted(text + 9, 1, 0, 0), Qt::AlignVCenter | Qt::AlignLeft,
                         QString::number(index + 1));
        if (current)
            painter.fillRect(box.x() + 4, box.bottom() - 1, box.width() - 8, 2, c.accent);
        if (hasFocus() && current) {
            painter.setPen(c.accent);
            painter.drawRoundedRect(QRectF(box).adjusted(4.5, 6.5, -4.5, -6.5), 4, 4);
        }
    }
};

} // namespace

TopBar::TopBar(QWidget* parent)
    : QWidget(parent), menus_(new QMenuBar(this)), tabs_(new WorkspaceTabs(this)), findBox_(buildFind()),
      layouts_(new QComboBox(this)) {
    setObjectName(QStringLiteral("topBar"));
    setFixedHeight(kHeight);
    menus_->setNativeMenuBar(false);
    tabs_->setObjectName(QStringLiteral("workspaceTabs"));
    tabs_->setAccessibleName(tr("Workspaces"));
    tabs_->setDrawBase(false);
    tabs_->setExpanding(false);
    tabs_->setMouseTracking(true);
    tabs_->setFocusPolicy(Qt::TabFocus);
    for (const Workspace& workspace : workspaces())
        tabs_->addTab(QCoreApplication::translate("Workspaces", workspace.title));
    layouts_->setObjectName(QStringLiteral("layoutCombo"));
    layouts_->setAccessibleName(tr("Layout"));
    layouts_->setToolTip(tr("Arrangement of the panels"));
    layouts_->setFocusPolicy(Qt::TabFocus);
    layouts_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(kLogo - 2, 0, 8, 0);
    row->setSpacing(12);
    row->addWidget(menus_, 0, Qt::AlignVCenter);
    row->addStretch(1);
    row->addWidget(findBox_, 0, Qt::AlignVCenter);
    row->addWidget(layouts_, 0, Qt::AlignVCenter);
    connect(tabs_, &QTabBar::tabBarClicked, this, [this](int index) {
        if (index >= 0)
            Q_EMIT workspaceChosen(index);
    });
    connect(tabs_, &QTabBar::currentChanged, this, [this](int index) {
        if (tabs_->hasFocus())
            Q_EMIT workspaceChosen(index);
    });
    connect(layouts_, &QComboBox::activated, this, [this](int index) {
        const QString what = layouts_->itemData(index).toString();
        if (what == QStringLiteral("save"))
            Q_EMIT saveLayoutRequested();
        else if (what == QStringLiteral("reset"))
            Q_EMIT resetLayoutRequested();
        else
            Q_EMIT layoutChosen(what.mid(1));
    });
    setLayouts({}, {});
    placeTabs();
}

QWidget* TopBar::buildFind() {
    auto* box = new QWidget(this);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    find_ = new QLineEdit(box);
    find_->setObjectName(QStringLiteral("findEdit"));
    find_->setPlaceholderText(tr("Find token, episode…"));
    find_->setAccessibleName(tr("Find token, episode or action"));
    find_->addAction(themedIcon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    find_->setFixedWidth(kFind);
    find_->setFocusPolicy(Qt::ClickFocus);
    findKey_ = new QLabel(tr("Ctrl K"), box);
    findKey_->setProperty("tone", QStringLiteral("muted"));
    findKey_->setFont(monoFont(kSmallPx));
    row->addWidget(find_);
    row->addWidget(findKey_);
    return box;
}

void TopBar::setWorkspace(int index) {
    tabs_->setProperty("none", index < 0);
    if (index >= 0)
        tabs_->setCurrentIndex(index);
    tabs_->update();
}

void TopBar::setWorkspacesEnabled(bool enabled) { tabs_->setEnabled(enabled); }

void TopBar::setLayouts(const QStringList& names, const QString& current) {
    layouts_->clear();
    layouts_->addItem(tr("Layout: Default"), QStringLiteral("="));
    for (const QString& name : names)
        layouts_->addItem(tr("Layout: %1").arg(name), QStringLiteral("=") + name);
    layouts_->insertSeparator(layouts_->count());
    layouts_->addItem(tr("Save as…"), QStringLiteral("save"));
    layouts_->addItem(tr("Reset"), QStringLiteral("reset"));
    layouts_->setCurrentIndex(std::max(0, layouts_->findData(QStringLiteral("=") + current)));
}

/// The field gives way to the tabs; its key goes first, then its width.
void TopBar::fitFind() {
    const int others = kLogo + menus_->sizeHint().width() + 16 + tabs_->sizeHint().width() + 12 +
                       layouts_->sizeHint().width() + 12 + 8;
    const int room = width() - others;
    const int key = findKey_->sizeHint().width() + 8;
    findKey_->setVisible(room >= kFind / 2 + key);
    find_->setFixedWidth(std::clamp(room - (findKey_->isHidden() ? 0 : key), kLeastFind, kFind));
}

/// In the middle of the window where there is room, else after the menus.
void TopBar::placeTabs() {
    const int wide = tabs_->sizeHint().width();
    const int after = kLogo + menus_->sizeHint().width() + 8;
    const int before = findBox_->x() > 0 ? findBox_->x() - 8 : width();
    const int left = std::max(after, std::min((width() - wide) / 2, before - wide));
    tabs_->setGeometry(left, 0, wide, kHeight);
}

void TopBar::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    layout()->activate();
    fitFind();
    layout()->activate();
    placeTabs();
}

void TopBar::paintEvent(QPaintEvent*) {
    const Colors& c = colors();
    QPainter painter(this);
    painter.fillRect(rect(), c.dockTitle);
    painter.fillRect(0, height() - 1, width(), 1, c.line);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const Tint tints[] = {Tint::Image, Tint::Continuous, Tint::Text, Tint::Action};
    for (int i = 0; i < 4; ++i) {
        painter.setBrush(c.of(tints[i]).ink);
        painter.drawRoundedRect(QRectF(11 + (i % 2) * 10, 10 + (i / 2) * 10, 8, 8), 1.5, 1.5);
    }
}

} // namespace gatoscope
