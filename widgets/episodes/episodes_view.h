// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The dock Episodes: open data sets, a filter, the list of episodes, and what there is of them.
#include <memory>
#include <vector>

#include <QWidget>

#include "core/episode/dataset.h"
#include "widgets/common/background_work.h"
#include "widgets/common/episode_view.h"

class QAction;
class QLabel;
class QLineEdit;
class QTableView;
class QTreeView;

namespace gatoscope {

class Cursor;
class DatasetModel;
class EpisodeModel;

class EpisodesView : public QWidget {
    Q_OBJECT
public:
    explicit EpisodesView(Cursor* cursor, QWidget* parent = nullptr);

    /// All open data sets and the one shown; setEpisode() alone suffices where there is one.
    void setDatasets(const std::vector<std::shared_ptr<const Dataset>>& datasets, int current);
    void setEpisode(const EpisodeView& view);
    EpisodeModel* model() const { return m_model; }
    QLineEdit* filterEdit() const { return m_filter; }

public Q_SLOTS:
    void flagCurrent();       // key F: marks or unmarks the cursor's episode
    void stepEpisode(int by); // previous (-1) and next (+1) in the order shown

Q_SIGNALS:
    void datasetChosen(int index);
    void closeRequested(int index);
    void flagsChanged();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void build();
    QWidget* buildTable();
    void connectModel();
    void select(qint64 episode);
    void fitTree();
    void showFooter();
    void measureSize();
    void showPartsMenu();
    void showDatasetMenu(const QPoint& position);

    Cursor* m_cursor;
    DatasetModel* m_datasets;
    EpisodeModel* m_model;
    QTreeView* m_tree = nullptr;
    QLineEdit* m_filter = nullptr;
    QAction* m_parts = nullptr;
    QTableView* m_table = nullptr;
    QLabel *m_counts = nullptr, *m_size = nullptr, *m_empty = nullptr;
    QString m_sizeText;
    bool m_selecting = false;
    BackgroundWork m_sizeWork;
};

} // namespace gatoscope
