// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The user's taste: theme, memory for pictures, text model.
#include <QDialog>

class QComboBox;
class QDoubleSpinBox;
class QLineEdit;

namespace gatoscope {

class Session;

class SettingsDialog : public QDialog {
    Q_OBJECT
public:
    SettingsDialog(Session* session, QWidget* parent);
    void accept() override;

private:
    Session* session_;
    QComboBox* theme_;
    QDoubleSpinBox* cache_;
    QLineEdit* model_;
};

} // namespace gatoscope
