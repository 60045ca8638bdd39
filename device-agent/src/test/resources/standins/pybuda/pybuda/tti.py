class TTDeviceImage:
    @staticmethod
    def load_from_disk(path):
        image = TTDeviceImage()
        image.get_input_shapes = lambda: [[1, 4]]
        return image
