import { createLink } from '@tanstack/react-router';
import { Button, type ButtonProps } from 'antd';

/** A way to another page that looks like the buttons beside it: `type="primary"` for the one thing to do next. */
export const LinkButton = createLink((props: ButtonProps) => <Button {...props} />);
