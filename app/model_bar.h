// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The right end of the context bar: which model is open, whether it runs by itself, run now.
#include <QWidget>

class QComboBox;
class QToolButton;

namespace gatoscope {

class ModelSession;
class Session;

class ModelBar : public QWidget {
    Q_OBJECT
public:
    ModelBar(ModelSession* model, Session* session, QWidget* parent = nullptr);

Q_SIGNALS:
    void openRequested();                    // another model, by dialog
    void modelChosen(const QString& folder); // one that was open before
    void closeRequested();

private:
    void fill();
    void choose(int index);
    void showState();

    ModelSession* model_;
    Session* session_;
    QComboBox *models_, *autoRun_;
    QToolButton* run_;
};

/// "tiny  2L · 4H · d64": a model in a few letters.
QString modelTitle(const ModelSession& model);

} // namespace gatoscope
