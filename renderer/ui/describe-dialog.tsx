import { Input, Modal } from 'antd';
import { useRef, useState } from 'react';
import styles from './describe-dialog.module.css';

interface DescribeDialogProps {
  words: { heading: string; title: string; description: string; save: string };
  title: string;
  description: string;
  save: (title: string, description: string) => Promise<void>;
  close: () => void;
}

/** Asks for title and description of what is saved; saves once, however often Enter is pressed. */
export function DescribeDialog({ words, title, description, save, close }: DescribeDialogProps) {
  const [name, setName] = useState(title);
  const [text, setText] = useState(description);
  const [isBusy, setIsBusy] = useState(false);
  const isSaving = useRef(false);
  const isNamed = name.trim() !== '';
  const put = async () => {
    if (!isNamed || isSaving.current) return;
    isSaving.current = true;
    setIsBusy(true);
    try {
      await save(name.trim(), text);
    } finally {
      isSaving.current = false;
      setIsBusy(false);
    }
  };
  return (
    <Modal
      open
      title={words.heading}
      okText={words.save}
      okButtonProps={{ disabled: !isNamed, loading: isBusy }}
      onOk={() => void put()}
      onCancel={close}
      width={480}
    >
      <div className={styles.fields}>
        <label htmlFor="describe-title">{words.title}</label>
        <Input
          id="describe-title"
          value={name}
          maxLength={120}
          autoFocus
          onFocus={(event) => event.target.select()}
          onChange={(event) => setName(event.target.value)}
          onPressEnter={() => void put()}
          data-testid="report-title"
        />
        <label htmlFor="describe-description">{words.description}</label>
        <Input.TextArea
          id="describe-description"
          value={text}
          maxLength={2000}
          rows={3}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
    </Modal>
  );
}
