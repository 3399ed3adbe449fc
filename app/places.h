// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Where the program's own files are: beside an installed program, or in the source tree of a built one.
#include <QString>
#include <QStringList>

namespace gatoscope {

/// "sample", "text/gatoscope-32k.model" … as an absolute path; "" where there is no such file.
QString bundledPath(const QString& relative);
/// The data sets of the bundled sample, the first is shown first; empty where it is missing.
QStringList samplePaths();
/// The channel map that comes with a data set of the bundled sample; "" for any other path.
QString sampleMap(const QString& path);
/// The bundled sentencepiece model; "" where it is missing (then text is cut into bytes).
QString bundledTextModel();

/// A folder with config.json and safetensors, or one of these files.
bool isCheckpoint(const QString& path);

} // namespace gatoscope
