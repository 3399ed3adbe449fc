// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/theme.h"

#include <QApplication>
#include <QPalette>
#include <QStyle>
#include <QStyleFactory>

#include "widgets/common/colors.h"
#include "widgets/common/fonts.h"

namespace gatoscope {

namespace {

// @role is replaced by the palette's colour of that name.
const char* const kSheet = R"(
QMainWindow, QDialog { background: @window; }
QMainWindow::separator { background: @window; width: 4px; height: 4px; }
QToolTip { background: @raised; color: @text1; border: 1px solid @lineStrong; padding: 3px 6px; }

#topBar, #contextBar, QStatusBar { background: @dockTitle; border: none; }
#topBar { border-bottom: 1px solid @line; }
#contextBar { background: @window; border-bottom: 1px solid @line; spacing: 0px; }
QStatusBar { border-top: 1px solid @line; color: @text2; }
QStatusBar::item { border: none; }
QMenuBar { background: transparent; color: @text2; }
QMenuBar::item { padding: 4px 8px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected, QMenuBar::item:pressed { background: @hover; color: @text1; }
QMenu { background: @raised; color: @text1; border: 1px solid @lineStrong; padding: 4px; }
QMenu::item { padding: 4px 24px 4px 12px; border-radius: 4px; }
QMenu::item:selected { background: @hover; }
QMenu::item:disabled { color: @text3; }
QMenu::separator { height: 1px; background: @line; margin: 4px 6px; }
QMenu::icon { padding-left: 6px; }

#workspaceTabs { background: transparent; }

QDockWidget { color: @text1; }
#dockTitle { background: @dockTitle; border-bottom: 1px solid @line; }
#dockTitleText { color: @text1; font-weight: 600; }
QDockWidget > QWidget { background: @panel; }
QTabBar::tab { background: @window; color: @text3; padding: 4px 12px; border: none; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: @text1; border-bottom: 2px solid @accent; }
QTabBar::tab:hover { color: @text1; background: @hover; }
QTabBar::tab:disabled { color: @lineStrong; }

QToolButton { background: transparent; border: 1px solid transparent; border-radius: 4px; color: @text2; padding: 3px; }
QToolButton:hover { background: @hover; color: @text1; }
QToolButton:pressed { background: @lineStrong; }
QToolButton:checked { background: @accentFill; border-color: @accentFill; }
QToolButton[primary="true"] { background: @accent; border-color: @accent; color: @onAccent; }
QToolButton[primary="true"]:disabled { background: @accentFill; border-color: @accentFill; color: @text3; }
QToolButton:focus, QPushButton:focus { border-color: @accent; }
QPushButton { background: @raised; color: @text1; border: 1px solid @lineStrong; border-radius: 4px;
              padding: 3px 12px; min-height: 16px; }
QPushButton:hover { background: @hover; }
QPushButton:pressed { background: @lineStrong; }
QPushButton:disabled { color: @text3; border-color: @line; background: @panel; }
QPushButton[primary="true"], QPushButton:default { background: @accent; color: @onAccent; border-color: @accent; font-weight: 600; }
QPushButton[primary="true"]:disabled { background: @accentFill; color: @text3; border-color: @accentFill; }

QLineEdit, QSpinBox, QDoubleSpinBox, QPlainTextEdit, QTextEdit {
  background: @field; color: @text1; border: 1px solid @lineStrong; border-radius: 4px; padding: 2px 6px;
  selection-background-color: @accent; selection-color: @onAccent; }
QLineEdit, QSpinBox, QDoubleSpinBox { min-height: 18px; }
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QPlainTextEdit:focus, QTextEdit:focus { border-color: @accent; }
QLineEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled { color: @text3; border-color: @line; }
QSpinBox::up-button, QDoubleSpinBox::up-button { border: none; background: transparent; width: 16px; margin: 2px 2px 0 0; }
QSpinBox::down-button, QDoubleSpinBox::down-button { border: none; background: transparent; width: 16px; margin: 0 2px 2px 0; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow { image: url(:/icons/chevron-up-@mode.svg); width: 8px; height: 8px; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow { image: url(:/icons/chevron-@mode.svg); width: 8px; height: 8px; }
QComboBox { background: @raised; color: @text1; border: 1px solid @lineStrong; border-radius: 4px;
            padding: 1px 6px; min-height: 20px; }
QComboBox:hover { background: @hover; }
QComboBox:focus { border-color: @accent; }
QComboBox:disabled { color: @text3; border-color: @line; }
QComboBox::drop-down { border: none; width: 18px; }
QComboBox::down-arrow { image: url(:/icons/chevron-@mode.svg); width: 10px; height: 10px; }
QComboBox QAbstractItemView { background: @raised; color: @text1; border: 1px solid @lineStrong; outline: none;
                              selection-background-color: @hover; selection-color: @text1; }

QAbstractItemView { background: @panel; color: @text1; border: none; outline: none;
                    selection-background-color: @currentRow; selection-color: @text1; alternate-background-color: @panel; }
QAbstractScrollArea { border: none; }
QHeaderView { background: @panel; border: none; }
QHeaderView::section { background: @panel; color: @text3; border: none; border-bottom: 1px solid @line; padding: 3px 8px; }
QHeaderView::section:hover { color: @text1; }
QTableCornerButton::section { background: @panel; border: none; border-bottom: 1px solid @line; }
QPushButton::menu-indicator { image: url(:/icons/chevron-@mode.svg); width: 8px; height: 8px;
                              subcontrol-origin: padding; subcontrol-position: center right; right: 5px; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: @lineStrong; border-radius: 3px; margin: 2px; }
QScrollBar::handle:hover { background: @text3; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; }

QCheckBox, QRadioButton, QLabel { color: @text1; background: transparent; }
QCheckBox { spacing: 8px; }
QCheckBox::indicator, QTreeView::indicator, QMenu::indicator {
  width: 12px; height: 12px; border: 1px solid @lineStrong; border-radius: 3px; background: @raised; }
QCheckBox::indicator:hover { border-color: @accent; }
QCheckBox::indicator:checked, QTreeView::indicator:checked, QMenu::indicator:checked {
  background: @accent; border-color: @accent; image: url(:/icons/tick-@mode.svg); }
QTreeView::indicator:indeterminate { background: @accentFill; border-color: @accent; }
QMenu::indicator { margin-left: 6px; }
QSlider::groove:horizontal { height: 4px; background: @lineStrong; border-radius: 2px; }
QSlider::sub-page:horizontal { background: @accent; border-radius: 2px; }
QSlider::handle:horizontal { background: @text1; width: 12px; height: 12px; margin: -4px 0; border-radius: 6px; }
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus { background: @accent; }
QProgressBar { background: @lineStrong; border: none; border-radius: 2px; height: 5px; }
QProgressBar::chunk { background: @text2; border-radius: 2px; }
QSplitter::handle { background: @line; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QGroupBox { border: 1px solid @line; border-radius: 4px; margin-top: 8px; }
QGroupBox::title { color: @text3; subcontrol-origin: margin; left: 8px; }
#messageBar { background: @raised; border: 1px solid @lineStrong; border-radius: 6px; }
#commandPalette, #shortcutOverlay { background: @raised; border: 1px solid @lineStrong; border-radius: 6px; }
#commandPalette QListView { background: @raised; }
#startPage { background: @window; }
#statusRule { background: @lineStrong; border: none; }
*[tone="muted"] { color: @text3; }
*[tone="second"] { color: @text2; }
*[tone="strong"] { color: @text1; font-weight: 600; }
)";

bool systemIsDark() {
    static const bool kDark = QApplication::palette().color(QPalette::Window).lightness() < 128;
    return kDark;
}

} // namespace

QString styleSheet(const Colors& c) {
    QString sheet = QString::fromLatin1(kSheet);
    // Longer names first: @text1 before @text, @lineStrong before @line.
    const std::pair<const char*, QColor> roles[] = {
        {"@lineStrong", c.lineStrong}, {"@currentRow", c.currentRow},
        {"@accentFill", c.accentFill}, {"@dockTitle", c.dockTitle},
        {"@onAccent", c.onAccent},     {"@window", c.window},
        {"@panel", c.panel},           {"@raised", c.raised},
        {"@canvas", c.canvas},         {"@hover", c.hover},
        {"@accent", c.accent},         {"@field", c.dark ? c.window : c.raised},
        {"@text1", c.text1},           {"@text2", c.text2},
        {"@text3", c.text3},           {"@line", c.line}};
    for (const auto& [name, color] : roles)
        sheet.replace(QLatin1String(name), color.name());
    sheet.replace(QLatin1String("@mode"), c.dark ? QStringLiteral("dark") : QStringLiteral("light"));
    return sheet;
}

void applyTheme(const QString& theme) {
    const bool system = systemIsDark();
    const bool dark = theme == QStringLiteral("system") ? system : theme != QStringLiteral("light");
    ThemeColors::instance().setDark(dark);
    static bool fusion = false; // a style sheet hides the name of the style below it
    if (!fusion)
        QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    fusion = true;
    const QString sheet = styleSheet(colors());
    if (sheet == qApp->styleSheet())
        return; // polishing every widget again costs more than building them
    QApplication::setFont(bodyFont());
    QApplication::setPalette(palette(colors()));
    qApp->setStyleSheet(sheet);
}

} // namespace gatoscope
