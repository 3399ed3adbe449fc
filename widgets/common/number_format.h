// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Numbers as people read them: U+2212 minus, no more digits than needed. What is copied keeps the ASCII minus.
#include <QString>

namespace gatoscope {

/// At most `digits` significant digits, trailing zeros dropped, exponent outside 1e-4 … 1e7: "−0.5", "1.75e−3", "nan",
/// "∞".
QString formatNumber(double value, int digits = 6);
/// The same with a plus before what is positive.
QString formatSigned(double value, int digits = 6);
/// Exactly `decimals` decimals: "+0.3874" (signed) or "0.0102".
QString formatFixed(double value, int decimals, bool plus = false);
/// A signed value in at most six characters, for cells: "+0.500", "−12.35", "+1235", "+3e−5" (seven from 1e100 on).
QString formatCell(double value);
/// 32 000: groups of three by a thin no-break space, from five digits on.
QString formatCount(qint64 value);
QString formatPercent(double fraction); // 0.0035 -> "0.35 %"

/// "-0.1" as stored -> "−0.1" as shown, and back for the clipboard.
QString withMinus(QString text);
QString plainText(QString text); // U+2212 to '-', thin spaces out

} // namespace gatoscope
