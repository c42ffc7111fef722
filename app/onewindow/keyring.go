package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"onewindow/app/desk"
)

// keyringName is the file beside the store that holds what paper is checked by.
const keyringName = "keyring.json"

// writeKeyring keeps the keyring under a name that is only there when it is whole.
func writeKeyring(dir string, k desk.Keyring) error {
	raw, err := json.MarshalIndent(k, "", "  ")
	if err != nil {
		return fmt.Errorf("write the keyring: %w", err)
	}
	temp, err := os.CreateTemp(dir, ".keyring-*")
	if err != nil {
		return err
	}
	_, err = temp.Write(raw)
	err = errors.Join(err, temp.Close())
	if err == nil {
		err = os.Rename(temp.Name(), filepath.Join(dir, keyringName))
	}
	if err != nil {
		return errors.Join(err, os.Remove(temp.Name()))
	}
	return nil
}

// readKeyring reads it; fs.ErrNotExist where the window was never open.
func readKeyring(dir string) (desk.Keyring, error) {
	raw, err := os.ReadFile(filepath.Join(dir, keyringName))
	if err != nil {
		return desk.Keyring{}, err
	}
	var k desk.Keyring
	if err := json.Unmarshal(raw, &k); err != nil {
		return desk.Keyring{}, fmt.Errorf("read %s: %w", filepath.Join(dir, keyringName), err)
	}
	return k, nil
}
