// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The look of Qt's own controls: palette, style sheet and font of the whole program, from the palette of the views.
#include <QString>

namespace gatoscope {

struct Colors;

/// theme: dark, light, system. Sets style, font, palette and style sheet; views repaint by ThemeColors::changed.
void applyTheme(const QString& theme);
/// The style sheet of a palette; a pure function.
QString styleSheet(const Colors& colors);

} // namespace gatoscope
