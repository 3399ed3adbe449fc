// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_text.h"

#include <QCryptographicHash>
#include <QDir>
#include <QRegularExpression>
#include <QSaveFile>
#include <QStandardPaths>

#include "app/document.h"
#include "app/model_session.h"
#include "widgets/common/convert.h"

namespace gatoscope {

namespace {

/// A map that is not the reader's guess goes into a file, named by its content and kept where the program keeps its own
/// data: the command stays true when the map changes again.
QStringList mapWords(const OpenDataset& open) {
    if (!open.dataset || open.map == open.dataset->guessedMap())
        return {};
    const std::string json = toJson(open.map);
    const QByteArray digest = QCryptographicHash::hash(QByteArrayView(json.data(), static_cast<qsizetype>(json.size())),
                                                       QCryptographicHash::Sha1);
    const QDir folder(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QStringLiteral("/maps"));
    const QString file = folder.filePath(QString::fromLatin1(digest.toHex().left(12)) + QStringLiteral(".json"));
    if (!QFile::exists(file) && (!folder.mkpath(QStringLiteral(".")) || !saveText(file, json)))
        return {};
    return {QStringLiteral("--map"), shellQuoted(file)};
}

/// Paths, map and episode.
QStringList dataWords(const Document& document) {
    QStringList words;
    const OpenDataset* open = document.currentDataset();
    if (open == nullptr)
        return words;
    for (const QString& path : open->paths)
        words << shellQuoted(path);
    words << QStringLiteral("--episode")
          << QString::number(open->dataset ? document.view().episode ? document.view().episode->info().index : 0 : 0);
    return words + mapWords(*open);
}

QStringList settingWords(const Settings& settings) {
    QStringList words;
    const auto defaults = listSettings({});
    const auto now = listSettings(settings);
    for (std::size_t i = 0; i < now.size(); ++i) {
        const bool derived = now[i].first == "n_text" && !settings.text_model.empty();
        if (now[i].second != defaults[i].second && !derived)
            words << QStringLiteral("--set")
                  << shellQuoted(toQString(now[i].first) + QLatin1Char('=') + toQString(now[i].second));
    }
    return words;
}

/// The open model, where and how it runs, and the head that is shown.
QStringList modelWords(const Document& document, const ModelSession& model) {
    if (!model.policy())
        return {};
    QStringList words{QStringLiteral("--model"), shellQuoted(model.folder())};
    if (model.device() != QStringLiteral("auto"))
        words << QStringLiteral("--device") << model.device();
    if (!model.dtype().isEmpty())
        words << QStringLiteral("--dtype") << model.dtype();
    if (model.rule() == WindowRule::Exact)
        words << QStringLiteral("--window") << QStringLiteral("exact");
    const int head = document.cursor()->head();
    words << QStringLiteral("--layer") << QString::number(document.cursor()->layer());
    words << QStringLiteral("--head") << (head < 0 ? QStringLiteral("mean") : QString::number(head));
    return words;
}

} // namespace

QString shellQuoted(const QString& text) {
    static const QRegularExpression kPlain(QStringLiteral("^[A-Za-z0-9_./:=,+@%-]+$"));
    if (kPlain.match(text).hasMatch())
        return text;
    QString inner = text;
    inner.replace(QLatin1Char('\''), QStringLiteral("'\\''"));
    return QLatin1Char('\'') + inner + QLatin1Char('\'');
}

QString openCommand(const Document& document, const ModelSession& model, const QString& workspace, bool dark) {
    QStringList words{QStringLiteral("gatoscope")};
    words += dataWords(document);
    if (document.currentDataset() != nullptr) {
        words << QStringLiteral("--step") << QString::number(document.cursor()->step());
        if (!workspace.isEmpty() && workspace != QStringLiteral("scratch"))
            words << QStringLiteral("--workspace") << workspace;
        words += settingWords(document.settings());
    }
    words += modelWords(document, model);
    words << QStringLiteral("--theme") << (dark ? QStringLiteral("dark") : QStringLiteral("light"));
    return words.join(QLatin1Char(' '));
}

QString tokenizeCommand(const Document& document) {
    QStringList words{QStringLiteral("gatoscope"), QStringLiteral("tokenize")};
    words += dataWords(document);
    words += settingWords(document.settings());
    return words.join(QLatin1Char(' '));
}

Result<void> saveText(const QString& file, const std::string& text) {
    QSaveFile out(file);
    const auto size = static_cast<qint64>(text.size());
    if (!out.open(QIODevice::WriteOnly) || out.write(text.data(), size) != size || !out.commit())
        return fail(ErrorKind::Unreadable, "the file could not be written: " + toStd(out.errorString()), toStd(file));
    return {};
}

} // namespace gatoscope
