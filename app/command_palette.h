// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Finds and runs anything: actions, episodes, channels, and tokens by what they are ("id:32710", "piece:ball").
#include <functional>
#include <vector>

#include <QFrame>

class QLabel;
class QLineEdit;
class QListView;
class QStandardItemModel;

namespace gatoscope {

class Actions;
class Document;

class CommandPalette : public QFrame {
    Q_OBJECT
public:
    CommandPalette(Document* document, Actions* actions, QWidget* window);

    void popUp(const QString& text = {});
    /// Moves to the next (+1) or previous (-1) token of the last search, round the end.
    void stepHit(int by);
    std::size_t hitCount() const { return hits_.size(); }
    QLineEdit* line() const { return line_; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void fill(const QString& text);
    void addActions(const QString& text);
    void addEpisodes(const QString& text);
    void addChannels(const QString& text);
    void searchTokens(const QString& text);
    void showHits(const std::vector<std::size_t>& hits, const QString& text);
    void addRow(const QString& icon, const QString& text, const QString& detail, std::function<void()> run);
    void run(int row);
    void goTo(std::size_t token);
    void place();

    Document* document_;
    Actions* actions_;
    QLineEdit* line_;
    QListView* list_;
    QLabel* note_;
    QStandardItemModel* model_;
    std::vector<std::function<void()>> runs_;
    std::vector<std::size_t> hits_;
    std::ptrdiff_t hit_ = -1;
};

} // namespace gatoscope
