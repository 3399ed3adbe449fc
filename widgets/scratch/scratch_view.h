// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The dock Scratch: an episode of one's own. Words, a picture, numbers and actions typed here become tokens at once.
#include <memory>

#include <QLabel>
#include <QTimer>
#include <QWidget>

#include "core/episode/scratch_dataset.h"

class QCheckBox;
class QLineEdit;
class QTableView;

namespace gatoscope {

class Cursor;
class ScratchChannelModel;
class ScratchModel;

/// Shows a step's picture; takes one by drop, from the clipboard or from a file.
class PictureField : public QLabel {
    Q_OBJECT
public:
    explicit PictureField(QWidget* parent = nullptr);
    void setPicture(const QImage& picture);
    void paste();
    void openFile(const QString& path);

Q_SIGNALS:
    void pictureGiven(const QImage& picture);
    void failed(const QString& text);

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    QImage m_picture;
    bool m_over = false;
};

class ScratchView : public QWidget {
    Q_OBJECT
public:
    explicit ScratchView(Cursor* cursor, QWidget* parent = nullptr);

    ScratchModel* model() const { return m_model; }
    /// Hands the episode out again, for instance when the dock is first shown.
    void announce();

public Q_SLOTS:
    void paste(); // Ctrl+V: a picture from the clipboard
    void savePath(const QString& path);

Q_SIGNALS:
    /// A data set of one episode with what stands in the fields; Document opens it in place of the last one.
    void scratchChanged(std::shared_ptr<const gatoscope::Dataset> dataset);
    void saved(const QString& path);
    void failed(const QString& text);

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    QWidget* buildHead();
    QWidget* buildSteps();
    QWidget* buildChannels();
    void connectFields();
    void showStep();
    void showProblem(const QString& text);
    qint64 currentStep() const;
    void askSave();
    void askPicture();

    Cursor* m_cursor;
    ScratchModel* m_model;
    ScratchChannelModel* m_channels;
    QLineEdit* m_instruction = nullptr;
    PictureField* m_picture = nullptr;
    QCheckBox* m_allSteps = nullptr;
    QTableView *m_steps = nullptr, *m_channelTable = nullptr;
    QLabel* m_problem = nullptr;
    QTimer m_settle; // many keystrokes, one announcement
};

} // namespace gatoscope
