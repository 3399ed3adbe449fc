// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// dockFreeRun: lets the model act by itself over a stretch of the episode and says how that went.
#include <QWidget>

#include "core/trace/policy.h"

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QSpinBox;

namespace gatoscope {

class ActionReview;

class ActPanel : public QWidget {
    Q_OBJECT
public:
    explicit ActPanel(ActionReview* review, QWidget* parent = nullptr);

    SampleOptions options() const;
    /// Steps of the chosen stretch, half-open.
    std::pair<qint64, qint64> steps() const;

public Q_SLOTS:
    void setProgress(double fraction);
    void setRunning(bool running);
    void showError(const QString& text);

Q_SIGNALS:
    void runRequested(qint64 begin, qint64 end, const gatoscope::SampleOptions& options);
    void cancelRequested();

private:
    void addChoices(QFormLayout* form);
    void addSampling(QFormLayout* form);
    void refresh();
    QString summary() const;

    ActionReview* m_review;
    QComboBox* m_range = nullptr;
    QComboBox* m_method = nullptr;
    QDoubleSpinBox* m_temperature = nullptr;
    QSpinBox* m_topK = nullptr;
    QDoubleSpinBox* m_topP = nullptr;
    QLineEdit* m_seed = nullptr;
    QCheckBox* m_raw = nullptr;
    QCheckBox* m_recorded = nullptr;
    QComboBox* m_cache = nullptr;
    QPushButton* m_run = nullptr;
    QPushButton* m_clear = nullptr;
    QProgressBar* m_progress = nullptr;
    QLabel* m_result = nullptr;
    bool m_running = false;
};

} // namespace gatoscope
