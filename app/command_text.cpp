// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_text.h"

#include <QRegularExpression>
#include <QSaveFile>

#include "app/document.h"
#include "widgets/common/convert.h"

namespace gatoscope {

namespace {

/// Paths and what differs from the defaults: settings by --set. A changed map has to be saved to be passed on.
QStringList dataWords(const Document& document) {
    QStringList words;
    const OpenDataset* open = document.currentDataset();
    if (open == nullptr)
        return words;
    for (const QString& path : open->paths)
        words << shellQuoted(path);
    words << QStringLiteral("--episode")
          << QString::number(open->dataset ? document.view().episode ? document.view().episode->info().index : 0 : 0);
    return words;
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

} // namespace

QString shellQuoted(const QString& text) {
    static const QRegularExpression kPlain(QStringLiteral("^[A-Za-z0-9_./:=,+@%-]+$"));
    if (kPlain.match(text).hasMatch())
        return text;
    QString inner = text;
    inner.replace(QLatin1Char('\''), QStringLiteral("'\\''"));
    return QLatin1Char('\'') + inner + QLatin1Char('\'');
}

QString openCommand(const Document& document, const QString& workspace, bool dark) {
    QStringList words{QStringLiteral("gatoscope")};
    words += dataWords(document);
    if (document.currentDataset() != nullptr) {
        words << QStringLiteral("--step") << QString::number(document.cursor()->step());
        if (!workspace.isEmpty() && workspace != QStringLiteral("scratch"))
            words << QStringLiteral("--workspace") << workspace;
        words += settingWords(document.settings());
    }
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
