// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/places.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

#include "core/tokens/text_pieces.h"
#include "widgets/common/convert.h"

namespace gatoscope {

QString bundledPath(const QString& relative) {
    QDir folder(QCoreApplication::applicationDirPath());
    for (int level = 0; level < 4; ++level) {
        for (const QString& root : {QStringLiteral("share/gatoscope/"), QStringLiteral("resources/")}) {
            const QFileInfo found(folder.absoluteFilePath(root + relative));
            if (found.exists())
                return found.canonicalFilePath();
        }
        if (!folder.cdUp())
            break;
    }
    return {};
}

QStringList samplePaths() {
    const QString root = bundledPath(QStringLiteral("sample"));
    if (root.isEmpty())
        return {};
    const QDir folder(root);
    QStringList paths;
    for (const QFileInfo& entry :
         folder.entryInfoList(QDir::Dirs | QDir::Files | QDir::NoDotAndDotDot, QDir::Name | QDir::DirsFirst)) {
        static const QStringList kData = {QStringLiteral("hdf5"), QStringLiteral("npz"), QStringLiteral("h5")};
        if (entry.isDir() || kData.contains(entry.suffix().toLower()))
            paths.append(entry.absoluteFilePath());
    }
    return paths;
}

QString sampleMap(const QString& path) {
    const QFileInfo given(path);
    const QString map = given.absoluteFilePath() + QStringLiteral(".map.json");
    const bool ours = given.absolutePath() == QFileInfo(bundledPath(QStringLiteral("sample"))).absoluteFilePath();
    return ours && QFileInfo::exists(map) ? map : QString();
}

bool isCheckpoint(const QString& path) {
    const QFileInfo given(path);
    if (!given.isDir() && given.suffix() != QStringLiteral("safetensors") &&
        given.fileName() != QStringLiteral("config.json"))
        return false;
    const QDir folder(given.isDir() ? path : given.absolutePath());
    return folder.exists(QStringLiteral("config.json")) &&
           !folder.entryList({QStringLiteral("*.safetensors")}, QDir::Files).isEmpty();
}

QString bundledTextModel() { return toQString(shippedTextModel()); }

} // namespace gatoscope
