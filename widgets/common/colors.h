// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The palette of the window, dark and light: a colour per role, per modality, and the heat ramp (mock-ups' table).
#include <array>

#include <QColor>
#include <QObject>

#include "core/tokens/token.h"

class QPalette;

namespace gatoscope {

/// The six groups a reader tells apart by colour; the three kinds of action share one.
enum class Tint { Text, Image, Discrete, Continuous, Separator, Action };
Tint tintOf(Kind kind);
Tint tintOf(Modality modality, bool action);
constexpr int kTintCount = 6;

/// Ink on its fill has a contrast of at least 4.6:1 in both themes.
struct ModalityColors {
    QColor ink, fill;
};

struct Colors {
    bool dark = true;
    QColor window, panel, dockTitle, raised, canvas, hover, line, lineStrong;
    QColor text1, text2, text3;                      // on a selected row write text2 where text3 would stand
    QColor warn, error, ok;                          // always with an icon beside them
    QColor accent, accentFill, onAccent, currentRow; // chrome only: tab, playhead, current row, checked
    QColor selection;                                // the 2 px outline of selected data; hover is the same, dashed
    QColor shade;                                    // behind labels that are written on pictures
    std::array<ModalityColors, kTintCount> modality;

    const ModalityColors& of(Tint tint) const { return modality[static_cast<std::size_t>(tint)]; }
    const ModalityColors& of(Kind kind) const { return of(tintOf(kind)); }
};

const Colors& darkColors();
const Colors& lightColors();

/// Which of the two palettes the program shows now. One per program, on the GUI thread: app sets it, views repaint on
/// changed().
class ThemeColors : public QObject {
    Q_OBJECT
public:
    static ThemeColors& instance();
    const Colors& current() const { return *current_; }
    bool dark() const { return current_->dark; }
    void setDark(bool dark);

Q_SIGNALS:
    void changed();

private:
    ThemeColors();
    const Colors* current_;
};

/// The palette in use: `colors().text1`.
inline const Colors& colors() { return ThemeColors::instance().current(); }

/// The same roles as a QPalette, for Qt's own controls.
QPalette palette(const Colors& colors);

/// Magma, 256 entries; `t` in [0, 1], clamped, NaN is 0. The same in both themes.
QRgb heat(double t);
const std::array<QRgb, 256>& heatTable();
/// Black or white, whichever reads better on `background` (luma above or below 0.5).
QColor inkOn(QRgb background);

} // namespace gatoscope
