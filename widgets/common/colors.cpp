// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/common/colors.h"

#include <algorithm>
#include <cmath>

#include <QPalette>

namespace gatoscope {
namespace {

Colors makeDark() {
    Colors c;
    c.dark = true;
    c.window = QColor(0x121418);
    c.panel = QColor(0x191C21);
    c.dockTitle = QColor(0x1F2329);
    c.raised = QColor(0x272C34);
    c.canvas = QColor(0x14171B);
    c.hover = QColor(0x2F353F);
    c.line = QColor(0x2A2F37);
    c.lineStrong = QColor(0x3D4550);
    c.text1 = QColor(0xE7EAEE);
    c.text2 = QColor(0xB3BAC4);
    c.text3 = QColor(0x8A929E);
    c.warn = QColor(0xF5B14C);
    c.error = QColor(0xFF7A7A);
    c.ok = QColor(0x7BD3A2);
    c.accent = QColor(0x8391FF);
    c.accentFill = QColor(0x2B3054);
    c.onAccent = QColor(0x12141C);
    c.currentRow = QColor(0x242A3A);
    c.selection = QColor(0xFFFFFF);
    c.shade = QColor(18, 20, 24, 190);
    c.modality = {{{QColor(0xE07CC4), QColor(0x3A2A37)},
                   {QColor(0x2FB58A), QColor(0x1C342F)},
                   {QColor(0xEBCB4B), QColor(0x38321F)},
                   {QColor(0x5CB2F0), QColor(0x20323F)},
                   {QColor(0xC4CAD3), QColor(0x2B3037)},
                   {QColor(0xF2763F), QColor(0x402A22)}}};
    return c;
}

Colors makeLight() {
    Colors c;
    c.dark = false;
    c.window = QColor(0xE6E8EC);
    c.panel = QColor(0xFBFBFC);
    c.dockTitle = QColor(0xF1F2F5);
    c.raised = QColor(0xFFFFFF);
    c.canvas = QColor(0xF4F5F7);
    c.hover = QColor(0xE9EBEF);
    c.line = QColor(0xDADDE3);
    c.lineStrong = QColor(0xBCC2CC);
    c.text1 = QColor(0x16191E);
    c.text2 = QColor(0x434A55);
    c.text3 = QColor(0x646C78);
    c.warn = QColor(0x8F5B00);
    c.error = QColor(0xB3261E);
    c.ok = QColor(0x0B7A4B);
    c.accent = QColor(0x4453D6);
    c.accentFill = QColor(0xE2E5FB);
    c.onAccent = QColor(0xFFFFFF);
    c.currentRow = QColor(0xE2E5FB);
    c.selection = QColor(0x0B0D12);
    c.shade = QColor(18, 20, 24, 190);
    c.modality = {{{QColor(0x9B2A86), QColor(0xF6E2EF)},
                   {QColor(0x007353), QColor(0xD6EFE7)},
                   {QColor(0x544500), QColor(0xF8E9A8)},
                   {QColor(0x0A62B5), QColor(0xDBEBF9)},
                   {QColor(0x4A525E), QColor(0xE4E6EA)},
                   {QColor(0xBD4000), QColor(0xFDE9DE)}}};
    return c;
}

} // namespace

Tint tintOf(Kind kind) {
    switch (kind) {
    case Kind::Text:
        return Tint::Text;
    case Kind::Image:
        return Tint::Image;
    case Kind::Discrete:
        return Tint::Discrete;
    case Kind::Continuous:
        return Tint::Continuous;
    case Kind::Separator:
        return Tint::Separator;
    case Kind::DiscreteAction:
    case Kind::ContinuousAction:
    case Kind::TextAction:
        return Tint::Action;
    }
    return Tint::Separator;
}

Tint tintOf(Modality modality, bool action) {
    if (action)
        return Tint::Action;
    switch (modality) {
    case Modality::Image:
        return Tint::Image;
    case Modality::Text:
    case Modality::TextIds:
        return Tint::Text;
    case Modality::Discrete:
        return Tint::Discrete;
    case Modality::Continuous:
        return Tint::Continuous;
    }
    return Tint::Separator;
}

const Colors& darkColors() {
    static const Colors kDark = makeDark();
    return kDark;
}

const Colors& lightColors() {
    static const Colors kLight = makeLight();
    return kLight;
}

ThemeColors::ThemeColors() : current_(&darkColors()) {}

ThemeColors& ThemeColors::instance() {
    static ThemeColors theme;
    return theme;
}

void ThemeColors::setDark(bool dark) {
    const Colors* wanted = dark ? &darkColors() : &lightColors();
    if (wanted == current_)
        return;
    current_ = wanted;
    Q_EMIT changed();
}

QPalette palette(const Colors& c) {
    QPalette p;
    p.setColor(QPalette::Window, c.panel);
    p.setColor(QPalette::WindowText, c.text1);
    p.setColor(QPalette::Base, c.panel);
    p.setColor(QPalette::AlternateBase, c.dockTitle);
    p.setColor(QPalette::Text, c.text1);
    p.setColor(QPalette::Button, c.raised);
    p.setColor(QPalette::ButtonText, c.text1);
    p.setColor(QPalette::BrightText, c.error);
    p.setColor(QPalette::Highlight, c.accentFill);
    p.setColor(QPalette::HighlightedText, c.text1);
    p.setColor(QPalette::ToolTipBase, c.raised);
    p.setColor(QPalette::ToolTipText, c.text1);
    p.setColor(QPalette::PlaceholderText, c.text3);
    p.setColor(QPalette::Link, c.accent);
    p.setColor(QPalette::LinkVisited, c.accent);
    p.setColor(QPalette::Light, c.hover);
    p.setColor(QPalette::Midlight, c.raised);
    p.setColor(QPalette::Mid, c.lineStrong);
    p.setColor(QPalette::Dark, c.line);
    p.setColor(QPalette::Shadow, c.window);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText})
        p.setColor(QPalette::Disabled, role, c.text3);
    return p;
}

QRgb heat(double t) {
    if (std::isnan(t))
        t = 0;
    const int i = static_cast<int>(std::clamp(t, 0.0, 1.0) * 255.0 + 0.5);
    return heatTable()[static_cast<std::size_t>(i)];
}

QColor inkOn(QRgb background) {
    const double luma = (0.2126 * qRed(background) + 0.7152 * qGreen(background) + 0.0722 * qBlue(background)) / 255.0;
    return luma > 0.5 ? QColor(0x12141C) : QColor(0xFFFFFF);
}

} // namespace gatoscope
