// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What the program remembers: the user's taste (theme, budget, text model) and where they were (recents, layouts).
#include <memory>

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QObject>
#include <QString>
#include <QStringList>

class QSettings;

namespace gatoscope {

/// A data set that was open before, as the start page shows it.
struct Recent {
    QStringList paths;
    QString name, format;
    qint64 episodes = 0, steps = 0;
    QDateTime when;
    QString note;         // "64×64, 16 patches", may be empty
    QList<int> tints;     // modalities that it has, as Tint
    QByteArray thumbnail; // PNG, may be empty
};

/// On QSettings in the platform's own place, or nowhere (screenshots, tests) when `remember` is false.
class Session : public QObject {
    Q_OBJECT
public:
    explicit Session(bool remember, QObject* parent = nullptr);
    ~Session() override;

    QString theme() const; // dark, light, system
    void setTheme(const QString& theme);
    void setThemeOfThisRun(const QString& theme) { runTheme_ = theme; }
    qint64 cacheBytes() const; // of all decoded pictures; 2 GiB unless chosen
    void setCacheBytes(qint64 bytes);
    QString textModel() const; // "" = the bundled one
    void setTextModel(const QString& path);

    QString lastFolder() const;
    void setLastFolder(const QString& folder);
    QString workspace() const;
    void setWorkspace(const QString& id);
    QList<Recent> recents() const;
    void addRecent(const Recent& recent); // to the front; at most twelve
    void forgetRecent(const QStringList& paths);
    QStringList models() const; // checkpoint folders that were open, newest first
    void addModel(const QString& folder);
    int actionTolerance() const; // bins between argmax and record that still agree; 20 unless chosen
    void setActionTolerance(int bins);
    bool exactWindows() const; // a window of its own for every step, instead of blocks
    void setExactWindows(bool exact);
    bool started() const; // the window was open before
    void setStarted();

    QByteArray windowGeometry() const;
    void setWindowGeometry(const QByteArray& geometry);

    /// Arrangements of docks, a state per workspace. "" is the one that is kept by itself.
    QStringList layouts() const;
    QByteArray layout(const QString& name, const QString& workspace) const;
    void setLayout(const QString& name, const QString& workspace, const QByteArray& state);
    void removeLayout(const QString& name);

Q_SIGNALS:
    void recentsChanged();
    void modelsChanged();
    void layoutsChanged();

private:
    QVariant value(const QString& key, const QVariant& otherwise = {}) const;
    void setValue(const QString& key, const QVariant& value);

    std::unique_ptr<QSettings> stored_; // null: nothing is remembered
    QString runTheme_;                  // given by the command line; "" = the user's
    QVariantMap kept_;                  // of this run, where nothing is stored
};

} // namespace gatoscope
