// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session.h"

#include <algorithm>

#include <QDataStream>
#include <QIODevice>
#include <QSettings>
#include <QVariant>

namespace gatoscope {

namespace {

constexpr qint64 kDefaultCache = qint64{2} << 30;
constexpr int kRecents = 12, kLayoutVersion = 1;

QByteArray pack(const QList<Recent>& recents) {
    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    out.setVersion(QDataStream::Qt_6_4);
    out << qint32(kLayoutVersion) << qint32(recents.size());
    for (const Recent& r : recents)
        out << r.paths << r.name << r.format << r.episodes << r.steps << r.when << r.note << r.tints << r.thumbnail;
    return bytes;
}

QList<Recent> unpack(const QByteArray& bytes) {
    QDataStream in(bytes);
    in.setVersion(QDataStream::Qt_6_4);
    qint32 version = 0, count = 0;
    in >> version >> count;
    QList<Recent> recents;
    if (version != kLayoutVersion)
        return recents;
    for (int i = 0; i < std::min(count, kRecents); ++i) {
        Recent r;
        in >> r.paths >> r.name >> r.format >> r.episodes >> r.steps >> r.when >> r.note >> r.tints >> r.thumbnail;
        if (in.status() != QDataStream::Ok)
            break;
        recents.append(r);
    }
    return recents;
}

QString layoutKey(const QString& name, const QString& workspace) {
    return QStringLiteral("layouts/%1/%2")
        .arg(name.isEmpty() ? QStringLiteral("_") : QStringLiteral("=") + name, workspace);
}

} // namespace

Session::Session(bool remember, QObject* parent) : QObject(parent) {
    if (remember)
        stored_ = std::make_unique<QSettings>(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("gatoscope"),
                                              QStringLiteral("gatoscope"));
}

Session::~Session() = default;

QVariant Session::value(const QString& key, const QVariant& otherwise) const {
    return stored_ ? stored_->value(key, otherwise) : kept_.value(key, otherwise);
}

void Session::setValue(const QString& key, const QVariant& value) {
    if (stored_)
        stored_->setValue(key, value);
    else
        kept_[key] = value;
}

QString Session::theme() const {
    return runTheme_.isEmpty() ? value(QStringLiteral("theme"), QStringLiteral("dark")).toString() : runTheme_;
}
void Session::setTheme(const QString& theme) {
    runTheme_.clear();
    setValue(QStringLiteral("theme"), theme);
}
qint64 Session::cacheBytes() const {
    return std::max<qint64>(value(QStringLiteral("cache_bytes"), kDefaultCache).toLongLong(), qint64{64} << 20);
}
void Session::setCacheBytes(qint64 bytes) { setValue(QStringLiteral("cache_bytes"), bytes); }
QString Session::textModel() const { return value(QStringLiteral("text_model")).toString(); }
void Session::setTextModel(const QString& path) { setValue(QStringLiteral("text_model"), path); }
QString Session::lastFolder() const { return value(QStringLiteral("last_folder")).toString(); }
void Session::setLastFolder(const QString& folder) { setValue(QStringLiteral("last_folder"), folder); }
QString Session::workspace() const { return value(QStringLiteral("workspace")).toString(); }
void Session::setWorkspace(const QString& id) { setValue(QStringLiteral("workspace"), id); }
bool Session::started() const { return value(QStringLiteral("started"), false).toBool(); }
void Session::setStarted() { setValue(QStringLiteral("started"), true); }
QByteArray Session::windowGeometry() const { return value(QStringLiteral("geometry")).toByteArray(); }
void Session::setWindowGeometry(const QByteArray& geometry) { setValue(QStringLiteral("geometry"), geometry); }

QList<Recent> Session::recents() const { return unpack(value(QStringLiteral("recents")).toByteArray()); }

void Session::addRecent(const Recent& recent) {
    QList<Recent> all = recents();
    all.removeIf([&](const Recent& other) { return other.paths == recent.paths; });
    all.prepend(recent);
    while (all.size() > kRecents)
        all.removeLast();
    setValue(QStringLiteral("recents"), pack(all));
    Q_EMIT recentsChanged();
}

void Session::forgetRecent(const QStringList& paths) {
    QList<Recent> all = recents();
    all.removeIf([&](const Recent& other) { return other.paths == paths; });
    setValue(QStringLiteral("recents"), pack(all));
    Q_EMIT recentsChanged();
}

QStringList Session::models() const { return value(QStringLiteral("models")).toStringList(); }

void Session::addModel(const QString& folder) {
    QStringList all = models();
    all.removeAll(folder);
    all.prepend(folder);
    while (all.size() > kRecents)
        all.removeLast();
    setValue(QStringLiteral("models"), all);
    Q_EMIT modelsChanged();
}

int Session::actionTolerance() const { return std::max(0, value(QStringLiteral("action_tolerance"), 20).toInt()); }
void Session::setActionTolerance(int bins) { setValue(QStringLiteral("action_tolerance"), bins); }

bool Session::exactWindows() const { return value(QStringLiteral("exact_windows"), false).toBool(); }
void Session::setExactWindows(bool exact) { setValue(QStringLiteral("exact_windows"), exact); }

QStringList Session::layouts() const { return value(QStringLiteral("layout_names")).toStringList(); }

QByteArray Session::layout(const QString& name, const QString& workspace) const {
    return value(layoutKey(name, workspace)).toByteArray();
}

void Session::setLayout(const QString& name, const QString& workspace, const QByteArray& state) {
    setValue(layoutKey(name, workspace), state);
    QStringList names = layouts();
    if (name.isEmpty() || names.contains(name))
        return;
    names.append(name);
    setValue(QStringLiteral("layout_names"), names);
    Q_EMIT layoutsChanged();
}

void Session::removeLayout(const QString& name) {
    QStringList names = layouts();
    names.removeAll(name);
    setValue(QStringLiteral("layout_names"), names);
    if (stored_)
        stored_->remove(QStringLiteral("layouts/=") + name);
    Q_EMIT layoutsChanged();
}

} // namespace gatoscope
