// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// dockParameters: everything that a draft of the tokenizer can change, what it is compared with, and what to do with
// it.
#include <functional>

#include <QWidget>

#include "core/tokens/settings.h"

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QProgressBar;
class QPushButton;
class QSpinBox;
class QVBoxLayout;

namespace gatoscope {

class Bench;
class LogSlider;

class ParametersView : public QWidget {
    Q_OBJECT
public:
    explicit ParametersView(Bench* bench, QWidget* parent = nullptr);

public Q_SLOTS:
    void importJson(const QString& path);
    void exportJson(const QString& path);

Q_SIGNALS:
    void applySettings(const gatoscope::Settings& settings); // the session takes the draft; Document makes it undoable
    void failed(const QString& text);

private:
    QWidget* buildTop();
    QWidget* buildOptions();
    QWidget* buildCompare();
    QWidget* buildBottom();
    void addSlider(QVBoxLayout* layout, LogSlider*& slider, const QString& name, double low, double high, int decimals,
                   bool powers, std::function<void(Settings&, double)> set);
    void addChoice(QFormLayout* form, const QString& label, const char* key,
                   const std::vector<std::pair<const char*, QString>>& values);
    void addNumber(QFormLayout* form, const QString& label, const char* key, int low, int high);
    void addSwitch(QFormLayout* form, const QString& label, const char* key);
    void edit(const std::function<void(Settings&)>& change);
    void showDraft();
    void showCompared();
    void showLength();
    void pickPreset(int index);
    void pickCompared(int index);
    void askImport();
    void askExport();

    Bench* m_bench;
    QComboBox *m_preset = nullptr, *m_compare = nullptr;
    LogSlider *m_mu = nullptr, *m_M = nullptr, *m_bins = nullptr, *m_muB = nullptr, *m_MB = nullptr, *m_binsB = nullptr;
    QWidget* m_compareSliders = nullptr;
    QCheckBox* m_all = nullptr;
    QProgressBar* m_progress = nullptr;
    QLabel *m_length = nullptr, *m_problem = nullptr;
    QPushButton *m_reset = nullptr, *m_apply = nullptr;
    std::vector<std::function<void(const Settings&)>> m_show; // each field shows its part of the draft
    bool m_showing = false;
};

} // namespace gatoscope
