// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The state of the window as the command that reproduces it.
#include <QString>

#include "core/base/result.h"

namespace gatoscope {

class Document;
class ModelSession;

/// `gatoscope PATH --episode N --step T …`, quoted for a shell. "gatoscope" where nothing is open.
QString openCommand(const Document& document, const ModelSession& model, const QString& workspace, bool dark);
/// `gatoscope tokenize PATH --episode N …`.
QString tokenizeCommand(const Document& document);
/// For a POSIX shell: unchanged where nothing needs quoting.
QString shellQuoted(const QString& text);

/// Writes a text file whole or not at all.
Result<void> saveText(const QString& file, const std::string& text);

} // namespace gatoscope
